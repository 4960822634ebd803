//! Tables that chance once found, each with what was wrong.

use super::attacks::{Plan, assert_no_reader_finds_a_hidden_cell};

#[test]
fn an_area_of_zeros_alone_is_not_one_that_a_sum_may_leave_out() {
    assert_no_reader_finds_a_hidden_cell(&Plan {
        partitions: [false, false],
        areas: 2,
        is_zero_public: false,
        inside: vec![10, 0, 1, 0, 0, 0, 0, 0, 0, 0, 6, 5],
        left_out: vec![
            4, 18, 4, 76, 52, 96, 28, 62, 40, 43, 26, 39, 25, 30, 75, 9, 81, 32, 88, 17, 3, 81, 9, 19, 63,
            97, 1, 90, 15, 90, 84, 28, 8, 57, 5, 57,
        ],
        corrections: Vec::new(),
        others: false,
    });
}

#[test]
fn three_indicators_put_right_twice_keep_theirs() {
    assert_no_reader_finds_a_hidden_cell(&Plan {
        partitions: [false, false],
        areas: 1,
        is_zero_public: false,
        inside: vec![0, 0, 10, 0, 0, 10, 0, 0, 0, 0, 0, 0],
        left_out: vec![
            0, 0, 0, 30, 35, 0, 8, 67, 9, 55, 19, 48, 54, 47, 66, 43, 45, 51, 53, 7, 9, 93, 57, 68, 11, 17,
            70, 87, 81, 75, 24, 23, 7, 97, 48, 5,
        ],
        corrections: vec![vec![(3, 12), (2, 21), (3, 41)], vec![(7, 11), (4, 32), (2, 12)]],
        others: true,
    });
}

#[test]
fn what_two_revisions_told_already_is_not_told_by_the_third() {
    let mut left_out = vec![0; 36];
    for (place, there) in [(10, 35), (16, 35), (17, 8), (18, 8), (26, 8)] {
        left_out[place] = there;
    }
    assert_no_reader_finds_a_hidden_cell(&Plan {
        partitions: [false, false],
        areas: 2,
        is_zero_public: false,
        inside: vec![0, 0, 0, 0, 11, 0, 10, 0, 0, 10, 0, 0],
        left_out,
        corrections: vec![vec![(1, 4)], vec![(6, 6)]],
        others: false,
    });
}

#[test]
fn a_part_just_below_a_large_total_is_bounded_by_it() {
    let mut left_out = vec![0; 36];
    let there = [(0, 6), (1, 45), (2, 63), (4, 30), (5, 8), (12, 35), (13, 35), (20, 8), (26, 8)];
    for (place, there) in there {
        left_out[place] = there;
    }
    assert_no_reader_finds_a_hidden_cell(&Plan {
        partitions: [false, false],
        areas: 2,
        is_zero_public: false,
        inside: vec![2, 10, 0, 28, 0, 0, 28, 60, 0, 0, 0, 0],
        left_out,
        corrections: Vec::new(),
        others: true,
    });
}
