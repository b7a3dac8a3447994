// SPDX-License-Identifier: MIT OR Apache-2.0
//! Training pairs: the same for any threads, interruption and neighbour files; nothing lost, nothing overwritten.

use lamap::conditions::Conditions;
use lamap::dataset::{
    Draw, Format, MANIFEST, Picture, RECIPE, Recipe, Record, Run, Split, SplitBy, Summary, Turn, make, remake,
};
use lamap::files::{self, Colours, Depth, WriteOptions};
use lamap::phantom::{Kind, draw};
use lamap::{Error, Map, Progress, Result, Task, ablation};
use ndarray::{Array2, Axis};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A temporary folder with pictures in `in/`.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir(place.path("in")).unwrap();
        place
    }

    /// Five pictures, two of them of the same stem in different folders.
    fn with_pictures() -> Self {
        let place = Self::new();
        for (i, name) in ["a.tif", "b.png", "one/c.tif", "two/c.tif", "two/deep/d.png"].iter().enumerate() {
            place.picture(name, 50 + 10 * i, 70, i as u64);
        }
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn picture(&self, name: &str, lines: usize, pixels: usize, seed: u64) {
        self.write(name, draw(Kind::Cells, lines, pixels, seed).unwrap());
    }

    fn write(&self, name: &str, values: Array2<f32>) {
        let path = self.path("in").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let map = Map::new(values.insert_axis(Axis(0)), vec!["Ba".into()]).unwrap().with_pixel_size(1.0, 1.0);
        files::write(
            &path,
            &map,
            &WriteOptions { depth: Depth::Eight, ..WriteOptions::default() },
            &Task::new(),
        )
        .unwrap();
    }

    fn make(&self, out: &str, recipe: &Recipe) -> Result<Summary> {
        self.make_on(out, recipe, Run::default())
    }

    fn make_on(&self, out: &str, recipe: &Recipe, run: Run) -> Result<Summary> {
        make(&[self.path("in")], &self.path(out), recipe, run, &Task::new())
    }

    fn records(&self, out: &str) -> Vec<Record> {
        let text = std::fs::read_to_string(self.path(out).join(MANIFEST)).unwrap();
        text.lines().map(|line| Record::parse(line).unwrap()).collect()
    }

    /// Every file below a folder with its bytes.
    fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        fn walk(folder: &Path, below: &str, found: &mut BTreeMap<String, Vec<u8>>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                let name = format!("{below}/{}", entry.file_name().to_string_lossy());
                if entry.path().is_dir() {
                    walk(&entry.path(), &name, found);
                } else {
                    found.insert(name, std::fs::read(entry.path()).unwrap());
                }
            }
        }
        let mut found = BTreeMap::new();
        walk(&self.path(folder), "", &mut found);
        found
    }
}

fn recipe() -> Recipe {
    let draws =
        ["beam_size_um=2..9", "sensitivity_counts=5..500:log", "pulse_response=none|exponential|gamma"];
    Recipe {
        draws: draws.map(|text| Draw::parse(text).unwrap()).to_vec(),
        pairs_per_tile: 2,
        tile: Some(24),
        pixel_um: Some(1.0),
        flips: true,
        split: Some(Split::parse("0.5,0.25,0.25", SplitBy::File).unwrap()),
        seed: 7,
        ..Recipe::default()
    }
}

fn read(path: &Path) -> Map {
    files::read(&[path.to_path_buf()]).unwrap()
}

#[test]
fn a_pair_is_the_tile_and_its_ablation_under_the_recorded_conditions() {
    let place = Place::with_pictures();
    let summary = place.make("out", &recipe()).unwrap();
    let records = place.records("out");
    assert_eq!((summary.files, summary.made, summary.left_out.len()), (5, records.len(), 0));
    assert_eq!(records.len(), 2 * 2 * (2 + 2 + 2 + 3 + 3));
    assert!(records.iter().any(|record| record.turn != Turn::None));
    for record in &records {
        let picture = read(&place.path("in").join(&record.source));
        let tile = record.tile;
        let cut = ndarray::s![tile.top..tile.top + tile.lines, tile.left..tile.left + tile.pixels];
        let sample = record.turn.of(picture.element(0).slice_move(cut)).to_owned();
        let image = read(&place.path("out").join(&record.image));
        assert_eq!(image.element(0), sample);
        let conditions = record.conditions().unwrap();
        let map = read(&place.path("out").join(&record.map));
        assert_eq!(map.element(0), ablation::simulate(sample.view(), 1.0, &conditions, record.seed).unwrap());
        let beam_um = conditions.beam_size_um.unwrap();
        assert!((2.0..=9.0).contains(&beam_um) && image.pixel_width_um == Some(1.0));
        assert!((map.pixel_height_um.unwrap() / beam_um - 1.0).abs() < 1e-9); // TIFF keeps pixels per unit
        assert_eq!(map.unit, "counts");
        let info = files::read_info(&place.path("out").join(&record.map)).unwrap().unwrap();
        assert_eq!(&Record::parse(&info).unwrap(), record);
    }
    let beams: std::collections::BTreeSet<_> =
        records.iter().map(|r| &r.conditions["beam_size_um"]).collect();
    assert_eq!(beams.len(), records.len(), "conditions are drawn for each pair");
}

#[test]
fn threads_never_change_a_byte() {
    let place = Place::with_pictures();
    for threads in [1, 3] {
        place.make_on(&format!("out{threads}"), &recipe(), Run { threads, overwrite: false }).unwrap();
    }
    assert!(place.files("out1") == place.files("out3"));
}

#[test]
fn every_line_of_a_manifest_gives_its_pair_again() {
    let place = Place::with_pictures();
    let scaled = Conditions { mean_concentration: 3.7, ..Conditions::default() };
    for (out, format) in [("tiff", Format::Tiff), ("png", Format::Png)] {
        place.make(out, &Recipe { format, conditions: scaled.clone(), ..recipe() }).unwrap();
        let (manifest, again) = (place.path(out).join(MANIFEST), format!("again-{out}"));
        remake(&manifest, &[], &[place.path("in")], &place.path(&again), false).unwrap();
        let mut made = place.files(out);
        made.retain(|name, _| ![MANIFEST, RECIPE].contains(&&name[1..]));
        assert!(made == place.files(&again), "{out}");
        let one = format!("one-{out}");
        let records = remake(&manifest, &[3], &[place.path("in")], &place.path(&one), false).unwrap();
        assert_eq!((records.len(), &records[0]), (1, &place.records(out)[2]));
        assert_eq!(place.files(&one).len(), 2);
        let twice = remake(&manifest, &[3], &[place.path("in")], &place.path(&one), false).unwrap_err();
        assert!(twice.to_string().contains("exists already"), "{twice}");
        remake(&manifest, &[3], &[place.path("in")], &place.path(&one), true).unwrap();
        let none = remake(&manifest, &[999], &[place.path("in")], &place.path("x"), false).unwrap_err();
        assert!(none.to_string().starts_with("only = 999 is out of range 1 to"), "{none}");
    }
    place.picture("a.tif", 50, 70, 99);
    let changed =
        remake(&place.path("tiff").join(MANIFEST), &[1], &[place.path("in")], &place.path("y"), false);
    assert!(changed.unwrap_err().to_string().contains("SHA-256"));
}

#[test]
fn an_interrupted_data_set_goes_on_and_ends_as_if_nothing_had_happened() {
    let place = Place::with_pictures();
    place.make("whole", &recipe()).unwrap();
    let stop_at = |pairs: usize| {
        let made =
            |progress: &Progress<'_>| progress.stage.rsplit(' ').nth(1).map_or(0, |n| n.parse().unwrap());
        let (input, out, run) = ([place.path("in")], place.path("out"), Run { threads: 2, overwrite: false });
        Task::new()
            .follow(&mut |progress| made(progress) < pairs, |task| make(&input, &out, &recipe(), run, task))
    };
    for pairs in [3, 9, 20] {
        assert_eq!(stop_at(pairs).unwrap_err(), Error::Cancelled);
        assert!(!place.path("out").join(MANIFEST).exists());
    }
    // a kill in the middle of a line and of a file
    let journal = place.path("out/.lamap-journal.jsonl");
    let text = std::fs::read(&journal).unwrap();
    std::fs::write(&journal, &text[..text.len() - 40]).unwrap();
    std::fs::write(place.path("out/.lamap-1-1.part"), "half").unwrap();
    let summary = place.make("out", &recipe()).unwrap();
    assert!(summary.kept >= 20 - 1 && summary.made > 0, "all but the pair of the damaged line: {summary:?}");
    assert!(place.files("out") == place.files("whole"));
    let again = place.make("out", &recipe()).unwrap();
    assert_eq!((again.made, again.kept), (0, place.records("whole").len()));
    // a pair that was deleted is made again, the others are not
    let record = &place.records("out")[5];
    std::fs::remove_file(place.path("out").join(&record.map)).unwrap();
    assert_eq!(place.make("out", &recipe()).unwrap().made, 1);
    assert!(place.files("out") == place.files("whole"));
}

#[test]
fn more_files_change_neither_pairs_nor_parts() {
    let place = Place::with_pictures();
    place.make("out", &recipe()).unwrap();
    let before = place.files("out");
    for (i, name) in ["0.png", "aa.tif", "one/new.tif", "z/z.png"].iter().enumerate() {
        place.picture(name, 60, 60, 100 + i as u64);
    }
    let summary = place.make("out", &recipe()).unwrap();
    assert_eq!((summary.made, summary.kept), (4 * 2 * 4, before.len() / 2 - 1));
    let after = place.files("out");
    for (name, bytes) in before.iter().filter(|(name, _)| name.as_str() != "/manifest.jsonl") {
        assert!(after.get(name) == Some(bytes), "{name}");
    }
    let parents = Split::parse("0.5,0.25,0.25", SplitBy::Parent).unwrap();
    place.make("by-parent", &Recipe { split: Some(parents), ..recipe() }).unwrap();
    let mut parts = BTreeMap::new();
    for record in place.records("by-parent") {
        let parent = Path::new(&record.source).parent().unwrap().to_path_buf();
        assert_eq!(*parts.entry(parent).or_insert(record.split), record.split);
    }
}

#[test]
fn a_folder_with_something_else_or_another_recipe_is_never_touched() {
    let place = Place::with_pictures();
    std::fs::create_dir(place.path("mine")).unwrap();
    std::fs::write(place.path("mine/thesis.txt"), "years of work").unwrap();
    let refused = place.make("mine", &recipe()).unwrap_err();
    assert!(refused.to_string().contains("holds something else"), "{refused}");
    assert_eq!(place.files("mine").len(), 1);
    place.make("out", &recipe()).unwrap();
    let before = place.files("out");
    let other = Recipe { tile: Some(20), ..recipe() };
    let refused = place.make("out", &other).unwrap_err().to_string();
    assert!(refused.contains("tile = 24, not 20"), "{refused}");
    place.picture("a.tif", 50, 70, 99);
    let summary = place.make("out", &recipe()).unwrap();
    assert!(summary.left_out[0].1.to_string().contains("has changed"), "{summary:?}");
    assert!(place.files("out") == before);
    let overwrite = Run { threads: 0, overwrite: true };
    assert_eq!(place.make_on("out", &other, overwrite).unwrap().kept, 0);
    assert!(place.records("out").iter().all(|record| record.tile.lines == 20));
    place.make_on("mine", &recipe(), overwrite).unwrap();
    assert_eq!(std::fs::read_to_string(place.path("mine/thesis.txt")).unwrap(), "years of work");
    // a file in the place of the folder
    let refused = place.make("in/a.tif", &recipe()).unwrap_err();
    assert!(matches!(refused, Error::File { .. }), "{refused}");
}

#[test]
fn files_that_cannot_be_used_are_left_out_with_their_reason() {
    let place = Place::new();
    place.picture("good.tif", 30, 30, 1);
    let good = std::fs::read(place.path("in/good.tif")).unwrap();
    place.picture("cut.png", 40, 40, 2);
    let png = std::fs::read(place.path("in/cut.png")).unwrap();
    std::fs::write(place.path("in/cut.png"), &png[..png.len() / 2]).unwrap();
    std::fs::write(place.path("in/text.png"), "this is no picture\n").unwrap();
    std::fs::write(place.path("in/empty.tif"), "").unwrap();
    std::fs::write(place.path("in/cut.tif"), &good[..good.len() / 2]).unwrap();
    std::fs::write(place.path("in/.hidden.png"), "x").unwrap();
    std::fs::write(place.path("in/notes.md"), "x").unwrap();
    place.write("one.tif", Array2::ones((1, 1)));
    place.write("gap.tif", Array2::from_elem((30, 30), f32::NAN));
    place.write("minus.tif", Array2::from_elem((30, 30), -1.0));
    let summary = place.make("out", &recipe()).unwrap();
    let reason = |name: &str| {
        let found = summary.left_out.iter().find(|(path, _)| path.ends_with(name));
        found.map(|(_, error)| error.to_string()).unwrap_or_default()
    };
    for (name, words) in [
        ("cut.png", "cut.png"),
        ("text.png", "text.png"),
        ("empty.tif", "the file is empty"),
        ("cut.tif", "cut off"),
        ("one.tif", "smaller than a tile of 24 x 24"),
        ("gap.tif", "line 0, pixel 0 is NaN"),
        ("minus.tif", "it must be a finite number >= 0"),
    ] {
        assert!(reason(name).contains(words), "{name}: {}", reason(name));
    }
    assert_eq!((summary.files, summary.left_out.len(), summary.made), (8, 7, 2));
    // whole pictures: one pixel is a sample too
    let whole = Recipe { tile: None, ..recipe() };
    let summary = place.make("whole", &whole).unwrap();
    assert_eq!((summary.made, summary.left_out.len()), (4, 6));
    let empty = Place::new();
    assert!(empty.make("out", &recipe()).unwrap_err().to_string().contains("no file to read"));
    assert!(!empty.path("out").exists());
    let absurd = Recipe { tile: Some(1 << 40), ..recipe() };
    assert!(empty.make("out", &absurd).unwrap_err().to_string().contains("tile = "));
    let huge = Recipe { tile: Some(100_000), ..recipe() };
    assert!(
        place.make("huge", &huge).unwrap().left_out.iter().any(|(_, e)| e.to_string().contains("smaller"))
    );
}

#[test]
fn colours_are_refused_unless_their_luminance_is_asked_for() {
    let place = Place::new();
    let colour = image::RgbImage::from_fn(30, 30, |x, y| image::Rgb([x as u8, y as u8, 200]));
    colour.save(place.path("in/photo.png")).unwrap();
    let summary = place.make("out", &recipe()).unwrap();
    let said = summary.left_out[0].1.to_string();
    assert!(said.contains("colour picture") && said.contains("--colour luminance"), "{said}");
    let luminance = Recipe { colours: Colours::Luminance, ..recipe() };
    assert_eq!(place.make("grey", &luminance).unwrap().made, 2);
    let manifest = place.path("grey").join(MANIFEST);
    remake(&manifest, &[], &[place.path("in")], &place.path("again"), false).unwrap();
    let record = &place.records("grey")[0];
    assert_eq!(read(&place.path("grey").join(&record.image)), read(&place.path("again").join(&record.image)));
}

#[test]
fn a_png_keeps_counts_and_refuses_what_it_cannot_hold() {
    let place = Place::with_pictures();
    place.make("tiff", &recipe()).unwrap();
    place.make("png", &Recipe { format: Format::Png, ..recipe() }).unwrap();
    for (png, tiff) in place.records("png").iter().zip(&place.records("tiff")) {
        let read = |out: &str, path: &str| read(&place.path(out).join(path));
        assert_eq!(read("png", &png.map).values(), read("tiff", &tiff.map).values());
        let white = png.image_white.unwrap() as f32 / 65535.0;
        let (grey, sample) = (read("png", &png.image), read("tiff", &tiff.image));
        let close = |(g, s): (&f32, &f32)| (g * white - s).abs() <= 0.51 * white;
        assert!(grey.values().iter().zip(sample.values()).all(close));
    }
    let bright = Conditions { sensitivity_counts: 1e9, ..Conditions::default() };
    let draws = vec![Draw::parse("beam_size_um=2..9").unwrap()];
    let bright = Recipe { format: Format::Png, conditions: bright, draws, ..recipe() };
    let summary = place.make("bright", &bright).unwrap();
    assert!(summary.left_out[0].1.to_string().contains("do not fit into a PNG"), "{summary:?}");
}

#[test]
fn files_of_several_elements_give_pairs_of_each_and_twins_are_refused() {
    let place = Place::new();
    let layers = [1, 2].map(|seed| draw(Kind::Cells, 30, 30, seed).unwrap());
    let values = ndarray::stack(Axis(0), &[layers[0].view(), layers[1].view()]).unwrap();
    let stack = Map::new(values, vec!["Ba".into(), "Ca".into()]).unwrap();
    files::write(&place.path("in/stack.tif"), &stack, &WriteOptions::default(), &Task::new()).unwrap();
    place.make("out", &recipe()).unwrap();
    let elements: Vec<_> = place.records("out").into_iter().map(|record| record.element).collect();
    assert_eq!(elements, ["Ba", "Ba", "Ca", "Ca"]);
    let missing = Recipe { pixel_um: None, ..recipe() };
    let summary = place.make("none", &missing).unwrap();
    assert!(summary.left_out[0].1.to_string().contains("--pixel-um"), "{summary:?}");
    std::fs::create_dir(place.path("more")).unwrap();
    std::fs::copy(place.path("in/stack.tif"), place.path("more/stack.tif")).unwrap();
    let twins = [place.path("in"), place.path("more")];
    let refused = make(&twins, &place.path("x"), &recipe(), Run::default(), &Task::new()).unwrap_err();
    assert!(refused.to_string().contains("the same path"), "{refused}");
}

#[test]
fn pairs_inside_the_folder_of_pictures_are_not_taken_for_pictures() {
    let place = Place::with_pictures();
    place.make("in/pairs", &recipe()).unwrap();
    let summary = place.make("in/pairs", &recipe()).unwrap();
    assert_eq!((summary.files, summary.made), (5, 0));
}

#[test]
fn a_manifest_that_names_files_elsewhere_is_refused() {
    let place = Place::with_pictures();
    place.make("out", &recipe()).unwrap();
    let line = std::fs::read_to_string(place.path("out").join(MANIFEST)).unwrap();
    let line = line.lines().next().unwrap();
    let image = &place.records("out")[0].image;
    for path in ["../x.tif", "/etc/x.tif", "a/../../x.tif", ""] {
        std::fs::write(place.path("m.jsonl"), line.replace(image, path)).unwrap();
        let refused =
            remake(&place.path("m.jsonl"), &[], &[place.path("in")], &place.path("x"), false).unwrap_err();
        assert!(refused.to_string().contains("line 1") && refused.to_string().contains("below"), "{refused}");
    }
    assert!(!place.path("x.tif").exists());
}

#[test]
fn a_pair_can_be_made_in_memory() {
    let place = Place::with_pictures();
    place.make("out", &recipe()).unwrap();
    let record = &place.records("out")[0];
    let picture = Picture::new(read(&place.path("in").join(&record.source)).element(0).to_owned()).unwrap();
    let pair = lamap::dataset::Pair::of(record, &picture).unwrap();
    assert_eq!(pair.map.values(), read(&place.path("out").join(&record.map)).values());
    let other = Picture::new(Array2::ones((9, 9))).unwrap();
    assert!(matches!(lamap::dataset::Pair::of(record, &other), Err(Error::Shape { .. })));
}
