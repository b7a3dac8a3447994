// SPDX-License-Identifier: MIT OR Apache-2.0
//! Files that appear whole or not at all.
//!
//! A draft is locked as long as its writer lives: what a killed program left is known by its lock, which is gone, and swept up
//! by the next writer in that folder.

use super::errors::{file_error, make_error};
use super::options::Existing;
use super::watched::Written;
use crate::error::{Error, Result};
use crate::task::Task;
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Writes through a buffer into a draft.
pub(super) type Target = BufWriter<Written>;

/// Temporary names begin so, and end in one of these.
const BEGIN: &str = ".lamap-";
const DRAFT: &str = "part";
const OLD: &str = "old";

/// The temporary files of this process; who holds it moves them to their places.
static TEMPORARY: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
/// Folders that were swept already.
static SWEPT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// A file that is written beside its target and removed unless it takes its place.
#[derive(Debug)]
pub(super) struct Draft {
    target: PathBuf,
    draft: PathBuf,
    existing: Existing,
    /// A second name of the old file, kept until all files of a set are in place.
    old: Option<Locked>,
    /// Tells others that the writer lives.
    _locked: File,
}

/// A file that others may know to be in use.
#[derive(Debug)]
struct Locked {
    path: PathBuf,
    _file: Option<File>,
}

/// Writes one file.
///
/// # Errors
/// [`crate::Error::File`] if the system refuses or `fill` fails, or there is a file that is not to be replaced; it is then
/// untouched.
pub(super) fn write(
    path: &Path,
    existing: Existing,
    fill: impl FnOnce(&mut Target) -> io::Result<()>,
) -> Result<()> {
    place(vec![Draft::write(path, existing, &Task::new(), fill)?])
}

/// Puts all drafts in their places; if one cannot, those before it are taken back.
pub(super) fn place(mut drafts: Vec<Draft>) -> Result<()> {
    {
        let mut temporary = temporary();
        let of_many = drafts.len() > 1;
        for i in 0..drafts.len() {
            if let Err(reason) = drafts[i].take_place(of_many, &mut temporary) {
                drafts[..i].iter().for_each(Draft::take_back);
                return Err(file_error(&drafts[i].target, reason));
            }
        }
    }
    if let Some(last) = drafts.last() {
        sync_folder(&last.target);
    }
    Ok(())
}

/// Removes what this process has begun to write and not yet put in its place, and lets it write nothing more: for the last moment of
/// a program that is stopped from outside. Of several files that belong together all are in their places, or none.
pub fn discard_drafts() {
    let mut temporary = temporary();
    for path in std::mem::take(&mut *temporary) {
        let _ = fs::remove_file(path);
    }
    std::mem::forget(temporary);
}

/// Can files be made in the folder of this one?
///
/// # Errors
/// [`crate::Error::File`] if not.
pub fn probe(path: &Path) -> Result<()> {
    let made = create_beside(path).map_err(|error| make_error(path, error))?;
    forget(&made.0);
    Ok(())
}

/// Removes what killed programs left in a folder.
pub fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let is_temporary = name.to_string_lossy().starts_with(BEGIN)
            && path.extension().is_some_and(|extension| extension == DRAFT || extension == OLD);
        if is_temporary && File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(&path);
        }
    }
}

impl Draft {
    /// Writes and syncs the draft of a file, unless the task is cancelled.
    pub fn write(
        path: &Path,
        existing: Existing,
        task: &Task,
        fill: impl FnOnce(&mut Target) -> io::Result<()>,
    ) -> Result<Self> {
        let failed = |error| if task.is_cancelled() { Error::Cancelled } else { file_error(path, error) };
        let target = behind_link(path)?;
        let permissions = replaceable(&target).map_err(|reason| file_error(path, reason))?;
        let (draft, file) = create_beside(&target).map_err(|error| make_error(path, error))?;
        let locked = file.try_clone().map_err(failed)?;
        let this = Self { target, draft, existing, old: None, _locked: locked };
        let mut file = BufWriter::with_capacity(1 << 16, Written::new(file, task));
        fill(&mut file).and_then(|()| file.flush()).map_err(failed)?;
        let file = file.into_inner().map_err(|error| failed(error.into_error()))?.file;
        if let Some(permissions) = permissions {
            // not every file system keeps them; the values matter more
            let _ = file.set_permissions(permissions);
        }
        file.sync_all().map_err(failed)?;
        task.outcome(Ok(this))
    }

    /// `of_many`: may it have to be taken back?
    fn take_place(
        &mut self,
        of_many: bool,
        temporary: &mut BTreeSet<PathBuf>,
    ) -> std::result::Result<(), String> {
        if self.existing == Existing::Refuse {
            return take_new_name(&self.draft, &self.target).map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => "the file exists already: choose another name".into(),
                _ => error.to_string(),
            });
        }
        if of_many && self.target.exists() {
            self.keep_old(temporary);
        }
        fs::rename(&self.draft, &self.target).map_err(|error| error.to_string())
    }

    /// Without hard links (FAT) the old file cannot be kept.
    fn keep_old(&mut self, temporary: &mut BTreeSet<PathBuf>) {
        let file = File::open(&self.target).ok().filter(|file| file.try_lock_shared().is_ok());
        let old = Locked { path: self.draft.with_extension(OLD), _file: file };
        if fs::hard_link(&self.target, &old.path).is_ok() {
            temporary.insert(old.path.clone());
            self.old = Some(old);
        }
    }

    fn take_back(&self) {
        let _ = match &self.old {
            Some(old) => fs::rename(&old.path, &self.target),
            None => fs::remove_file(&self.target),
        };
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        forget(&self.draft);
        if let Some(old) = &self.old {
            forget(&old.path);
        }
    }
}

fn temporary() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes a temporary file.
fn forget(path: &Path) {
    let _ = fs::remove_file(path);
    temporary().remove(path);
}

/// The file that is replaced: that behind a link.
fn behind_link(path: &Path) -> Result<PathBuf> {
    dunce::canonicalize(path).or_else(|_| {
        if path.is_symlink() {
            return Err(file_error(path, "this link leads to no file: name the file"));
        }
        Ok(path.to_path_buf())
    })
}

/// Gives a draft a name that no file has; of several writers at the same time one succeeds.
fn take_new_name(draft: &Path, target: &Path) -> io::Result<()> {
    match fs::hard_link(draft, target) {
        // without hard links an empty file keeps the name meanwhile
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            OpenOptions::new().write(true).create_new(true).open(target)?;
            fs::rename(draft, target)
        }
        done => done,
    }
}

/// Permissions of the file to be replaced; `None` if there is none; a sentence if it must not be.
fn replaceable(target: &Path) -> std::result::Result<Option<fs::Permissions>, String> {
    let Ok(about) = fs::metadata(target) else { return Ok(None) };
    if about.is_dir() {
        return Err("this is a folder: name a file in it".into());
    }
    if !about.is_file() {
        return Err("this is not a regular file and cannot be replaced".into());
    }
    if about.permissions().readonly() {
        return Err("the file is read-only: choose another name".into());
    }
    Ok(Some(about.permissions()))
}

/// A new draft, locked.
fn create_beside(target: &Path) -> io::Result<(PathBuf, File)> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    sweep_once(folder_of(target));
    loop {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let draft = target.with_file_name(format!("{BEGIN}{}-{number}.{DRAFT}", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&draft) {
            Ok(file) => {
                // where there are no locks, none of another program is swept up either
                let _ = file.lock();
                // it may have been swept up before it was locked
                if draft.exists() {
                    temporary().insert(draft.clone());
                    return Ok((draft, file));
                }
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

/// The first draft in a folder sweeps it: a folder can hold very many files.
fn sweep_once(folder: &Path) {
    let mut swept = SWEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if swept.insert(folder.to_path_buf()) {
        sweep(folder);
    }
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the new name last; some systems cannot sync a folder, and the file itself is safe by then.
fn sync_folder(file: &Path) {
    if let Ok(folder) = File::open(folder_of(file)) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name().to_string_lossy().to_string();
        let mut names: Vec<String> = fs::read_dir(dir).unwrap().map(name).collect();
        names.sort();
        names
    }

    #[test]
    fn a_failure_leaves_the_old_file_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.csv");
        fs::write(&path, "old").unwrap();
        let error = write(&path, Existing::Replace, |file| {
            file.write_all(&[b'x'; 1 << 18])?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        });
        assert!(error.unwrap_err().to_string().contains("a.csv"));
        assert_eq!(
            (fs::read_to_string(&path).unwrap().as_str(), names(dir.path())),
            ("old", vec!["a.csv".into()])
        );
        write(&path, Existing::Replace, |file| file.write_all(b"new")).unwrap();
        assert_eq!(
            (fs::read_to_string(&path).unwrap().as_str(), names(dir.path())),
            ("new", vec!["a.csv".into()])
        );
    }

    #[test]
    fn missing_folders_folders_and_read_only_files_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        assert!(write(&dir.path().join("none/a.csv"), Existing::Replace, |_| Ok(())).is_err());
        assert!(write(dir.path(), Existing::Replace, |_| Ok(())).unwrap_err().to_string().contains("folder"));
        let path = dir.path().join("a.csv");
        fs::write(&path, "old").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        assert!(write(&path, Existing::Replace, |_| Ok(())).unwrap_err().to_string().contains("read-only"));
        #[cfg(unix)]
        assert!(
            write(Path::new("/dev/full"), Existing::Replace, |_| Ok(()))
                .unwrap_err()
                .to_string()
                .contains("regular")
        );
        assert_eq!(names(dir.path()), ["a.csv"]);
    }

    #[test]
    fn of_several_files_all_are_replaced_or_none() {
        let dir = tempfile::tempdir().unwrap();
        let paths: Vec<PathBuf> = ["a", "b", "c"].iter().map(|name| dir.path().join(name)).collect();
        fs::write(&paths[0], "old").unwrap();
        let drafts = || -> Vec<Draft> {
            paths
                .iter()
                .map(|path| {
                    Draft::write(path, Existing::Replace, &Task::new(), |file| file.write_all(b"new"))
                        .unwrap()
                })
                .collect()
        };
        let broken = drafts();
        fs::remove_file(&broken[2].draft).unwrap();
        assert!(place(broken).is_err());
        assert_eq!(
            (fs::read_to_string(&paths[0]).unwrap().as_str(), names(dir.path())),
            ("old", vec!["a".into()])
        );
        place(drafts()).unwrap();
        assert_eq!(fs::read_to_string(&paths[0]).unwrap(), "new");
        assert_eq!(names(dir.path()), ["a", "b", "c"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let dir = tempfile::tempdir().unwrap();
        let (file, link) = (dir.path().join("file"), dir.path().join("link"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write(&link, Existing::Replace, |file| file.write_all(b"new")).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        fs::remove_file(&file).unwrap();
        let refused = write(&link, Existing::Replace, |file| file.write_all(b"new")).unwrap_err();
        assert!(refused.to_string().contains("leads to no file"), "{refused}");
        assert!(!file.exists() && link.is_symlink());
    }

    #[test]
    fn of_many_writers_of_a_new_file_one_succeeds_and_the_others_are_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.csv");
        let one = |number: usize| write(&path, Existing::Refuse, |file| write!(file, "{number}"));
        let done: Vec<Result<()>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|number| scope.spawn(move || one(number))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let winner = done.iter().position(Result::is_ok).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), winner.to_string());
        for (_, lost) in done.iter().enumerate().filter(|(number, _)| *number != winner) {
            assert!(lost.as_ref().unwrap_err().to_string().contains("exists already"));
        }
        assert_eq!(names(dir.path()), ["a.csv"]);
    }

    #[test]
    fn what_a_killed_writer_left_is_swept_up_and_what_a_living_one_writes_stays() {
        let dir = tempfile::tempdir().unwrap();
        for left in [".lamap-1-0.part", ".lamap-1-0.old", "mine.part"] {
            fs::write(dir.path().join(left), "left").unwrap();
        }
        let alive =
            Draft::write(&dir.path().join("b.csv"), Existing::Replace, &Task::new(), |_| Ok(())).unwrap();
        sweep(dir.path());
        let draft = alive.draft.file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(names(dir.path()), [draft, "mine.part".into()]);
        place(vec![alive]).unwrap();
        assert_eq!(names(dir.path()), ["b.csv", "mine.part"]);
    }
}
