//! Rules as they are written, and what they say of values.

use super::*;

fn text(left: &str, operator: Operator, right: &str, missing: Missing) -> RuleText {
    let (left, right) = (left.to_owned(), right.to_owned());
    RuleText { left, operator, right, missing, severity: Severity::Medium, blocks_submit: false }
}

fn asked(left: &str, operator: Operator, right: &str, missing: Missing) -> Option<bool> {
    let values: BTreeMap<&str, i64> = [("ALL", 10), ("IN", 7), ("OUT", 3)].into();
    let value = |key: &Key| {
        let is_female = !key.dims.is_empty();
        let number = values.get(key.indicator.as_str()).map(|number| Decimal::from(*number));
        if is_female { number.map(|_| Decimal::from(4)) } else { number }
    };
    Rule::parse(text(left, operator, right, missing)).unwrap().holds(None, &value)
}

#[test]
fn sides_are_sums_of_cells_and_numbers() {
    use Missing::SkipAny;
    assert_eq!(asked("ALL", Operator::Equal, "IN + OUT", SkipAny), Some(true));
    assert_eq!(asked("ALL - IN", Operator::Equal, "OUT", SkipAny), Some(true));
    assert_eq!(asked("-OUT + 3", Operator::Equal, "0", SkipAny), Some(true));
    assert_eq!(asked("IN[SEX=F]", Operator::Less, "4.5", SkipAny), Some(true));
    assert_eq!(asked("IN[ SEX = F , AGE=A1]", Operator::Greater, "4", SkipAny), Some(false));
    assert_eq!(asked("IN", Operator::NotEqual, "OUT", SkipAny), Some(true));
    assert_eq!(asked("IN", Operator::GreaterOrEqual, "OUT", SkipAny), Some(true));
    assert_eq!(asked("IN", Operator::LessOrEqual, "OUT", SkipAny), Some(false));
}

#[test]
fn what_is_missing_is_skipped_or_nothing() {
    assert_eq!(asked("ALL", Operator::Equal, "IN + YOUTH", Missing::SkipAny), None);
    assert_eq!(asked("ALL", Operator::Equal, "IN + YOUTH", Missing::SkipAll), Some(false));
    assert_eq!(asked("YOUTH", Operator::Equal, "ELDERS", Missing::SkipAll), None);
    assert_eq!(asked("YOUTH", Operator::Equal, "0", Missing::Never), Some(true));
    assert_eq!(asked("ALL", Operator::CompulsoryPair, "YOUTH", Missing::Never), Some(false));
    assert_eq!(asked("ALL", Operator::CompulsoryPair, "IN", Missing::Never), Some(true));
    assert_eq!(asked("ALL", Operator::ExclusivePair, "IN", Missing::Never), Some(false));
    assert_eq!(asked("ALL", Operator::ExclusivePair, "YOUTH", Missing::Never), Some(true));
}

#[test]
fn a_wrong_side_is_told_with_its_place() {
    for (left, right, field, column) in [
        ("ALL +", "IN", "left", 6),
        ("", "IN", "left", 1),
        ("ALL", "IN + out", "right", 5),
        ("ALL", "IN[SEX]", "right", 1),
        ("ALL", "1.2.3", "right", 1),
    ] {
        let refused = Rule::parse(text(left, Operator::Equal, right, Missing::Never)).unwrap_err();
        let Refusal::ExpressionError { field: in_field, column: at, .. } = refused else {
            panic!("{refused}")
        };
        assert_eq!((in_field, at), (field, column), "{left} / {right}");
    }
}

#[test]
fn an_equation_is_a_tie_between_cells() {
    let rule = Rule::parse(text("ALL", Operator::Equal, "IN + OUT", Missing::Never)).unwrap();
    let key = |dims: &[(&str, &str)]| Key {
        indicator: "ALL".parse().unwrap(),
        area_code: None,
        dims: dims.iter().map(|(dim, code)| (dim.parse().unwrap(), code.parse().unwrap())).collect(),
    };
    let total = key(&[]);
    let links = rule.links([&total].into_iter());
    let signs: Vec<(&str, bool)> =
        links[0].terms.iter().map(|(key, sign)| (key.indicator.as_str(), *sign)).collect();
    assert_eq!(signs, [("IN", false), ("OUT", false), ("ALL", true)]);
    let told = |left: &str, operator: Operator, right: &str| {
        let rule = Rule::parse(text(left, operator, right, Missing::Never)).unwrap();
        let links = rule.links([&total].into_iter());
        links.first().map(|link| (link.terms.len(), link.constant, link.is_at_most))
    };
    assert_eq!(told("ALL", Operator::Equal, "IN + 3 - 1"), Some((2, Decimal::TWO, false)));
    assert_eq!(told("ALL + 4", Operator::Equal, "IN"), Some((2, Decimal::from(-4), false)));
    assert_eq!(told("IN", Operator::LessOrEqual, "ALL"), Some((2, Decimal::ZERO, true)));
    assert_eq!(told("ALL", Operator::Greater, "IN"), Some((2, Decimal::ZERO, true)));
    assert_eq!(told("ALL", Operator::LessOrEqual, "10"), None);
    assert_eq!(told("ALL", Operator::NotEqual, "IN"), None);
    assert_eq!(rule.indicators().len(), 3);
}

#[test]
fn an_equation_ties_also_inside_the_codes_it_does_not_name() {
    let rule = Rule::parse(text("ALL", Operator::Equal, "ALL[G=F] + ALL[G=I]", Missing::Never)).unwrap();
    let key = |dims: &[(&str, &str)]| Key {
        indicator: "ALL".parse().unwrap(),
        area_code: Some("CJ".parse().unwrap()),
        dims: dims.iter().map(|(dim, code)| (dim.parse().unwrap(), code.parse().unwrap())).collect(),
    };
    let keys = [key(&[]), key(&[("G", "F")]), key(&[("S", "IN")]), key(&[("G", "I"), ("S", "IN")])];
    let of_all = vec![(key(&[("G", "F")]), false), (key(&[("G", "I")]), false), (key(&[]), true)];
    let inside = vec![
        (key(&[("G", "F"), ("S", "IN")]), false),
        (key(&[("G", "I"), ("S", "IN")]), false),
        (key(&[("S", "IN")]), true),
    ];
    let links = rule.links(keys.iter());
    assert_eq!(links.into_iter().map(|link| link.terms).collect::<Vec<_>>(), [of_all, inside]);
}
