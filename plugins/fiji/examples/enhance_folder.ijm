// Enhances every TIFF of a folder. Argument: "folder of maps,folder of results"; without one both are asked for.
// Without a display: ImageJ-linux64 --headless --console -macro enhance_folder.ijm "maps,results"
// The conditions are those that a map brings along (Import line scans..., Simulate ablation...). For maps that bring none,
// name your instrument or a preset: preset=[193 nm laser, small cell], or state them: beam_size=20 washout=0.5
argument = getArgument();
if (argument == "") {
    maps = getDirectory("Folder of maps");
    results = getDirectory("Folder of results");
} else {
    folders = split(argument, ",");
    maps = folders[0] + File.separator;
    results = folders[1] + File.separator;
}
setBatchMode(true);
names = getFileList(maps);
refused = "";
for (i = 0; i < names.length; i++) {
    name = toLowerCase(names[i]);
    if (endsWith(name, ".tif") || endsWith(name, ".tiff")) {
        open(maps + names[i]);
        // as run("Enhance LA map...", "magnification=2"), which would end the macro at the first map that is refused
        refusal = call("org.lamap.fiji.EnhancePlugIn.refusal", "magnification=2");
        if (refusal == "") saveAs("Tiff", results + getTitle());
        else refused += "\n" + names[i] + ": " + refusal;
        close("*");
    }
}
if (refused != "") print("Not enhanced:" + refused);
