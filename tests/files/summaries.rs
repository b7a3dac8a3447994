// SPDX-License-Identifier: MIT OR Apache-2.0
//! Numbers beside values that no name tells: sums, masses, levels of an index, elements that stand twice, and numbers for missing values.

use crate::text::{read, refused, told};
use lamap::Task;
use lamap::files::{Layout, ReadOptions, read_with};

/// That a table is refused with these words, and read whole as an image.
fn refused_but_as_image(text: &str, words: &str, shape: (usize, usize)) {
    refused(text, words);
    refused(text, "state that the file is an image");
    let image = ReadOptions { layout: Layout::Image, ..ReadOptions::default() };
    assert_eq!(told("Ba.csv", text, &image).unwrap().shape(), shape, "{text:?}");
}

#[test]
fn sums_and_means_without_a_name_are_refused() {
    for (text, words, shape) in [
        ("17,26,31,74\n47,52,69,168\n75,83,97,255\n11,21,38,70\n", "column 4 holds the sums", (4, 4)),
        ("17,5;26;31,25;24,917\n47;52,5;69;56,167\n75;83;97,75;85,25\n", "column 4 holds the means", (3, 4)),
        ("17,26,31\n47,52,69\n75,83,97\n11,21,38\n150,182,235\n", "line 5 holds the sums", (5, 3)),
        ("p1,p2,p3\n17,26,31\n47,52,69\n75,83,97\n139,161,197\n", "line 5 holds the sums", (4, 3)),
    ] {
        refused_but_as_image(text, words, shape);
    }
    // two numbers that fit are chance
    assert_eq!(read("1,4,5\n2,3,5\n9,1,4\n").shape(), (3, 3));
}

#[test]
fn sums_beside_an_index_are_refused() {
    let text = ",0,1,2,3\n0,17.5,26.5,31.5,75.5\n1,47.5,52.5,69.5,169.5\n2,75.5,83.5,97.5,256.5\n";
    refused(text, "column 5 holds the sums");
}

#[test]
fn masses_scans_and_levels_of_an_index_are_refused() {
    for (text, words, shape) in [
        ("23,24,27,44\n1.25,7.5,3.1,2.5\n3.75,2.25,9.5,4.5\n", "line 1 holds whole numbers", (3, 4)),
        ("23;24;27;44\n1052;88;9134;12\n997;140;8876;7\n", "line 1 rises as masses do", (3, 4)),
        ("12,1.25,7.5\n7,3.75,2.25\n17,0.5,9.5\n", "column 1 holds whole numbers", (3, 3)),
        ("0,17.0,26.5,31.0\n", "the only line begins with 0", (1, 4)),
        ("17,26,0\n47,12,5\n5,9,10\n8,31,15\n6,2,20\n", "column 3 steps evenly", (5, 3)),
    ] {
        refused_but_as_image(text, words, shape);
    }
    let row = |i: usize| format!("{},{},{},{},7,2,9,4,1,8,3,6,5\n", i / 4, i % 4, i * 7 % 11, i * 5 % 13);
    let wide: String = (0..12).map(row).collect();
    refused_but_as_image(&wide, "column 1 and the one after it number the lines", (12, 13));
    let row = |i: usize| format!("{},{},{},{}\n", i / 2, i % 2, i * 7 % 5, i * 3 % 7);
    let levels = ",,0,1\n".to_string() + &(0..4).map(row).collect::<String>();
    refused_but_as_image(&levels, "line 1 counts the columns behind 2 empty cells", (5, 4));
    for text in ["23;24\n1052;88\n997;140\n", "23;24;27\n105;88;91\n99;140;88\n"] {
        assert!(read(text).notes[0].contains("rises as masses do and is read as values"), "{text:?}");
    }
}

#[test]
fn an_element_that_stands_twice_is_refused_and_can_be_chosen() {
    let points = |names: &str| {
        let row = |i: usize| format!("{},{},{}.5,{}.25\n", 10 * (i % 4), 20 * (i / 4), i, i * 7 % 5);
        format!("x [um],y [um],{names}\n{}", (0..12).map(row).collect::<String>())
    };
    for names in ["Ba,Ba", "Ba,Ba.1", "Ba137,137Ba", "Ba [ppm],Ba [cps]"] {
        refused(&points(names), "hold the same element: state the columns, one of them");
        let one = ReadOptions { columns: vec![4], ..ReadOptions::default() };
        assert_eq!(told("t.csv", &points(names), &one).unwrap().values()[[0, 0, 1]], 2.25, "{names}");
    }
    assert_eq!(read(&points("Ba137,Ba138")).elements(), ["Ba137", "Ba138"]);
}

#[test]
fn numbers_for_missing_values_and_labels_that_may_be_values_are_said() {
    for (text, words) in [
        ("1.5,-9999\n3,4.5\n", "1 value is -9999"),
        ("17,26,31\n47,52,69\n75,83,97\n,,535\n", "line 4 alone has empty cells"),
        ("0,17,26\n", "the only line begins with 0, which is read as a value"),
        ("612,17,26\n612,47,52\n612,5,9\n612,31,8\n612,2,6\n", "column 1 alone stays or counts on"),
        ("1,17,26\n1,47,52\n2,5,9\n2,31,8\n3,2,6\n3,8,1\n", "column 1 alone stays or counts on"),
    ] {
        let map = read(text);
        assert!(map.notes.iter().any(|note| note.contains(words)), "{text:?}: {:?}", map.notes);
    }
}

#[test]
fn matrices_of_places_in_a_folder_are_no_elements() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    write("Ba.csv", "1.5,2,7\n3,4.5,1\n");
    write("X_um.csv", "0.5,5.5,10.5\n0.5,5.5,10.5\n");
    write("Y_um.csv", "7.5,7.5,7.5\n17.5,17.5,17.5\n");
    let map = read_with(&[dir.path().into()], &ReadOptions::default(), &Task::new()).unwrap();
    assert_eq!((map.elements(), map.pixel_size_um().unwrap()), (&["Ba".to_string()][..], (5.0, 10.0)));
}
