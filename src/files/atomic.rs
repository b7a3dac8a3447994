// SPDX-License-Identifier: MIT OR Apache-2.0
//! Files that appear whole or not at all.

use super::errors::file_error;
use crate::error::Result;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Writes through a buffer into a draft.
pub(super) type Target = BufWriter<File>;

/// A file that is written beside its target and removed unless it takes its place.
#[derive(Debug)]
pub(super) struct Draft {
    target: PathBuf,
    draft: PathBuf,
    /// A second name of the old file, kept until all files of a set are in place.
    old: Option<PathBuf>,
}

/// Writes one file.
///
/// # Errors
/// [`crate::Error::File`] if the system refuses or `fill` fails; the old file is then untouched.
pub(super) fn write(path: &Path, fill: impl FnOnce(&mut Target) -> io::Result<()>) -> Result<()> {
    let draft = Draft::write(path, fill)?;
    fs::rename(&draft.draft, &draft.target).map_err(|error| file_error(path, error))?;
    sync_folder(&draft.target);
    Ok(())
}

/// Puts all drafts in their places; if one cannot, those before it are taken back.
pub(super) fn place(mut drafts: Vec<Draft>) -> Result<()> {
    for i in 0..drafts.len() {
        if let Err(error) = drafts[i].replace() {
            drafts[..i].iter().for_each(Draft::take_back);
            return Err(file_error(&drafts[i].target, error));
        }
    }
    if let Some(last) = drafts.last() {
        sync_folder(&last.target);
    }
    Ok(())
}

impl Draft {
    /// Writes and syncs the draft of a file.
    pub fn write(path: &Path, fill: impl FnOnce(&mut Target) -> io::Result<()>) -> Result<Self> {
        let failed = |error: io::Error| file_error(path, error);
        // behind a link it is the file that is replaced
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let permissions = replaceable(&target).map_err(|reason| file_error(path, reason))?;
        let (draft, file) = create_beside(&target).map_err(failed)?;
        let this = Self { target, draft, old: None };
        let mut file = BufWriter::with_capacity(1 << 16, file);
        fill(&mut file).and_then(|()| file.flush()).map_err(failed)?;
        let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
        if let Some(permissions) = permissions {
            // not every file system keeps them; the values matter more
            let _ = file.set_permissions(permissions);
        }
        file.sync_all().map_err(failed)?;
        Ok(this)
    }

    fn replace(&mut self) -> io::Result<()> {
        if self.target.exists() {
            let old = self.draft.with_extension("old");
            // without hard links (FAT) the old file cannot be kept
            self.old = fs::hard_link(&self.target, &old).is_ok().then_some(old);
        }
        fs::rename(&self.draft, &self.target)
    }

    fn take_back(&self) {
        let _ = match &self.old {
            Some(old) => fs::rename(old, &self.target),
            None => fs::remove_file(&self.target),
        };
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.draft);
        if let Some(old) = &self.old {
            let _ = fs::remove_file(old);
        }
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

fn create_beside(target: &Path) -> io::Result<(PathBuf, File)> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    loop {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let draft = target.with_file_name(format!(".lamap-{}-{number}.part", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&draft) {
            Ok(file) => return Ok((draft, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

/// Makes the new name last; some systems cannot sync a folder, and the file itself is safe by then.
fn sync_folder(file: &Path) {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Ok(folder) = File::open(folder) {
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
        let error = write(&path, |file| {
            file.write_all(&[b'x'; 1 << 18])?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        });
        assert!(error.unwrap_err().to_string().contains("a.csv"));
        assert_eq!(
            (fs::read_to_string(&path).unwrap().as_str(), names(dir.path())),
            ("old", vec!["a.csv".into()])
        );
        write(&path, |file| file.write_all(b"new")).unwrap();
        assert_eq!(
            (fs::read_to_string(&path).unwrap().as_str(), names(dir.path())),
            ("new", vec!["a.csv".into()])
        );
    }

    #[test]
    fn missing_folders_folders_and_read_only_files_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        assert!(write(&dir.path().join("none/a.csv"), |_| Ok(())).is_err());
        assert!(write(dir.path(), |_| Ok(())).unwrap_err().to_string().contains("folder"));
        let path = dir.path().join("a.csv");
        fs::write(&path, "old").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        assert!(write(&path, |_| Ok(())).unwrap_err().to_string().contains("read-only"));
        #[cfg(unix)]
        assert!(write(Path::new("/dev/full"), |_| Ok(())).unwrap_err().to_string().contains("regular"));
        assert_eq!(names(dir.path()), ["a.csv"]);
    }

    #[test]
    fn of_several_files_all_are_replaced_or_none() {
        let dir = tempfile::tempdir().unwrap();
        let paths: Vec<PathBuf> = ["a", "b", "c"].iter().map(|name| dir.path().join(name)).collect();
        fs::write(&paths[0], "old").unwrap();
        let drafts = || -> Vec<Draft> {
            paths.iter().map(|path| Draft::write(path, |file| file.write_all(b"new")).unwrap()).collect()
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
        write(&link, |file| file.write_all(b"new")).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
