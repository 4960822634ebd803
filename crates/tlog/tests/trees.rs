//! Trees, proofs and tiles beside implementations of others: `tlog_tiles` (Go's by descent) and `ct-merkle`.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "all of this crate is tests, and clippy exempts only functions marked as such"
)]

use std::{collections::BTreeMap, convert::Infallible};

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use sha2::Sha256;
use tlog::{
    Hash,
    proof::{self, Head, Unproven},
    tile::{Kind, Tile},
    tiles::{Tiles, Unread, check},
    tree::{self, Frontier, Nodes, Subtree},
};

/// All nodes of a tree, as they came.
#[derive(Default)]
struct Grown {
    frontier: Frontier,
    nodes: BTreeMap<(u8, u64), Hash>,
    roots: Vec<Hash>,
}

impl Nodes for Grown {
    type Error = Infallible;

    fn node(&self, level: u8, index: u64) -> Result<Hash, Infallible> {
        Ok(self.nodes[&(level, index)])
    }
}

fn entry(index: u64) -> Vec<u8> {
    format!("entry {index}").into_bytes()
}

fn grown(size: u64) -> Grown {
    let mut tree = Grown { roots: vec![Hash::empty()], ..Grown::default() };
    for index in 0..size {
        let nodes = &mut tree.nodes;
        tree.frontier.append(Hash::leaf(&entry(index)), |Subtree { level, index }, hash| {
            assert!(nodes.insert((level, index), hash).is_none(), "a node is complete once");
        });
        tree.roots.push(tree.frontier.root());
    }
    tree
}

impl Grown {
    fn head(&self, size: u64) -> Head {
        Head { size, root: self.roots[usize::try_from(size).unwrap()] }
    }

    fn tile(&self, tile: Tile) -> Vec<u8> {
        let Kind::Hashes(level) = tile.kind else { panic!("of hashes") };
        let first = tile.index * 256;
        (first..first + u64::from(tile.width)).flat_map(|index| self.nodes[&(level * 8, index)].0).collect()
    }
}

fn theirs(hash: Hash) -> tlog_tiles::Hash {
    tlog_tiles::Hash(hash.0)
}

#[test]
fn roots_are_those_of_others_at_every_size() {
    let ours = grown(600);
    let mut others = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    for size in 0..=600 {
        assert_eq!(ours.roots[usize::try_from(size).unwrap()].0[..], others.root().as_bytes()[..], "{size}");
        assert_eq!(tree::root(&ours, size), Ok(ours.head(size).root));
        assert_eq!(Frontier::read(&ours, size).map(|edge| edge.root()), Ok(ours.head(size).root));
        others.push(entry(size));
    }
}

#[test]
fn every_inclusion_proof_convinces_others_and_us() {
    let ours = grown(130);
    for size in 1..=130 {
        let head = ours.head(size);
        for index in 0..size {
            let proof = tree::inclusion(&ours, index, size).unwrap().unwrap();
            let leaf = Hash::leaf(&entry(index));
            assert_eq!(proof::inclusion(leaf, index, size, &proof, head.root), Ok(()), "{index} of {size}");
            let path = proof.iter().copied().map(theirs).collect();
            tlog_tiles::check_record(&path, size, theirs(head.root), index, theirs(leaf)).unwrap();
        }
        assert_eq!(tree::inclusion(&ours, size, size), Ok(None));
    }
}

#[test]
fn every_consistency_proof_convinces_others_and_us() {
    let ours = grown(130);
    for newer in 1..=130 {
        for older in 0..=newer {
            let proof = tree::consistency(&ours, older, newer).unwrap().unwrap();
            let (before, after) = (ours.head(older), ours.head(newer));
            assert_eq!(proof::consistency(before, after, &proof), Ok(()), "{older} to {newer}");
            if older > 0 {
                let path = proof.iter().copied().map(theirs).collect();
                tlog_tiles::check_tree(&path, newer, theirs(after.root), older, theirs(before.root)).unwrap();
            }
        }
        assert_eq!(tree::consistency(&ours, newer + 1, newer), Ok(None));
    }
}

#[test]
fn an_older_tree_that_was_empty_is_only_the_empty_one() {
    let ours = grown(3);
    let wrong = Head { size: 0, root: ours.head(1).root };
    assert!(matches!(proof::consistency(wrong, ours.head(3), &[]), Err(Unproven::Root { .. })));
}

proptest! {
    #[test]
    fn a_proof_with_anything_changed_proves_nothing(
        size in 2_u64..400, at in any::<prop::sample::Index>(), hash in any::<prop::sample::Index>(),
        byte in 0_usize..32, bit in 0_u8..8, how in 0_u8..5,
    ) {
        let ours = grown(size);
        let index = u64::try_from(at.index(usize::try_from(size).unwrap())).unwrap();
        let (leaf, head) = (Hash::leaf(&entry(index)), ours.head(size));
        let mut path = tree::inclusion(&ours, index, size).unwrap().unwrap();
        let (mut asked, mut of) = (index, size);
        let place = hash.index(path.len());
        match how {
            0 => path[place].0[byte] ^= 1 << bit,
            1 => { path.remove(place); }
            2 => path.push(head.root),
            3 => asked = (index + 1) % size,
            _ => { of = size * 2 + 1; }
        }
        prop_assert!(proof::inclusion(leaf, asked, of, &path, head.root).is_err());
    }

    #[test]
    fn a_changed_consistency_proof_proves_nothing(
        newer in 3_u64..400, older in any::<prop::sample::Index>(), hash in any::<prop::sample::Index>(),
        byte in 0_usize..32, bit in 0_u8..8, how in 0_u8..3,
    ) {
        let ours = grown(newer);
        let older = 1 + u64::try_from(older.index(usize::try_from(newer - 1).unwrap())).unwrap();
        let mut path = tree::consistency(&ours, older, newer).unwrap().unwrap();
        let place = hash.index(path.len());
        match how {
            0 => path[place].0[byte] ^= 1 << bit,
            1 => { path.remove(place); }
            _ => path.push(ours.head(newer).root),
        }
        prop_assert!(proof::consistency(ours.head(older), ours.head(newer), &path).is_err());
    }

    #[test]
    fn a_tree_in_tiles_is_the_tree(size in 1_u64..3000, older in any::<prop::sample::Index>()) {
        let ours = grown(size);
        let tiles = Tiles::new(size, |tile| Ok::<_, Infallible>(ours.tile(tile)));
        prop_assert_eq!(tree::root(&tiles, size).unwrap(), ours.head(size).root);
        let older = u64::try_from(older.index(usize::try_from(size).unwrap())).unwrap();
        let path = tree::consistency(&tiles, older, size).unwrap().unwrap();
        prop_assert_eq!(proof::consistency(ours.head(older), ours.head(size), &path), Ok(()));
        let mut leaves = 0;
        check(size, ours.head(size).root, |tile| Ok::<_, Infallible>(ours.tile(tile)), |_, hashes| {
            leaves += hashes.len();
        }).unwrap();
        prop_assert_eq!(u64::try_from(leaves).unwrap(), size);
    }

    #[test]
    fn tiles_of_a_growth_are_those_of_others(older in 0_u64..70_000, more in 0_u64..3_000) {
        let size = older + more;
        let mut ours: Vec<String> =
            (0..8).flat_map(|level| Tile::grown(Kind::Hashes(level), older, size)).map(|tile| tile.to_string()).collect();
        let others = tlog_tiles::Tile::new_tiles(8, older, size);
        // Theirs are named in the way of Go: the height stands in the path.
        let mut others: Vec<String> = others.iter().map(|tile| tile.path().replace("tile/8/", "tile/")).collect();
        ours.sort();
        others.sort();
        prop_assert_eq!(ours, others);
    }

    #[test]
    fn a_path_is_read_back(level in 0_u8..=63, index in 0_u64..2_000_000_000, width in 1_u16..=256, entries: bool) {
        let kind = if entries { Kind::Entries } else { Kind::Hashes(level) };
        let tile = Tile { kind, index, width };
        prop_assert_eq!(tile.to_string().parse(), Ok(tile));
    }
}

#[test]
fn a_tree_of_70_000_has_the_tiles_of_the_specification() {
    let names: Vec<String> = Tile::all(70_000).map(|tile| tile.to_string()).collect();
    let of = |start: &str| names.iter().filter(|name| name.starts_with(start)).count();
    assert_eq!((of("tile/0/"), of("tile/1/"), of("tile/2/"), names.len()), (274, 2, 1, 277));
    for partial in ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"] {
        assert!(names.iter().any(|name| name == partial), "{partial}");
    }
}

#[test]
fn a_path_outside_the_grammar_is_no_tile() {
    let wrong = [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "tile/64/000",
        "tile/00/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/x001/x000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "/tile/0/000",
        "tile/0/000/",
        "tile/entry/000",
        "tile/0/../000",
        "tile/-1/000",
        "tile/0/+12",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
    ];
    for path in wrong {
        assert!(path.parse::<Tile>().is_err(), "{path}");
    }
}

#[test]
fn each_flipped_byte_in_any_tile_is_found_and_told_of() {
    let size = 70_000;
    let ours = grown(size);
    let root = ours.head(size).root;
    for (number, victim) in Tile::all(size).enumerate() {
        let fetch = |tile: Tile| {
            let mut bytes = ours.tile(tile);
            if tile == victim {
                let at = number * 7919 % bytes.len();
                bytes[at] ^= 1;
            }
            Ok::<_, Infallible>(bytes)
        };
        let found = check(size, root, fetch, |_, _| ());
        assert!(matches!(found, Err(Unread::Mismatch { .. })), "{victim}: {found:?}");
    }
    for wrong in [31, 0] {
        let fetch = |tile: Tile| Ok::<_, Infallible>(ours.tile(tile)[..wrong].to_vec());
        assert!(matches!(check(size, root, fetch, |_, _| ()), Err(Unread::Width { .. })));
    }
}
