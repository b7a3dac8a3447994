// SPDX-License-Identifier: MIT OR Apache-2.0
// Enhances every TIFF of a folder. Argument: "folder of maps/,folder of results/"; without one both are asked for.
// Without a display: ImageJ-linux64 --headless --console -macro enhance_folder.ijm "maps/,results/"
argument = getArgument();
if (argument == "") {
    maps = getDirectory("Folder of maps");
    results = getDirectory("Folder of results");
} else {
    folders = split(argument, ",");
    maps = folders[0];
    results = folders[1];
}
setBatchMode(true);
names = getFileList(maps);
for (i = 0; i < names.length; i++) {
    if (endsWith(names[i], ".tif")) {
        open(maps + names[i]);
        run("Enhance LA map...", "magnification=2 conditions=[beam_size_um=20] device=auto");
        saveAs("Tiff", results + getTitle());
        close("*");
    }
}
