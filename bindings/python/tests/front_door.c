// SPDX-License-Identifier: MIT OR Apache-2.0
// Writes the enhanced map of a simulated measurement to standard output as raw floats. Arguments: method, and for
// "unet" the model and the folder of ONNX Runtime.
#include "lamap.h"
#include <stdio.h>

enum { SIDE = 80, PIXELS = 16, TARGET = 64, MODEL = 1 << 20 };

int main(int argc, char **argv) {
    static float sample[SIDE * SIDE], counts[PIXELS * PIXELS], estimate[TARGET * TARGET];
    static uint8_t bytes[MODEL];
    const int network = argc > 3;
    size_t length = 0;
    LamapConditions *conditions = NULL;
    LamapSettings *settings = NULL;
    LamapEnhancer *enhancer = NULL;
    LamapMap map, whole;
    if (network) {
        FILE *file = fopen(argv[2], "rb");
        length = file ? fread(bytes, 1, MODEL, file) : 0;
        if (file) {
            fclose(file);
        }
    }
    lamap_map_init(&whole, sizeof whole);
    whole.values = sample;
    whole.lines = whole.pixels = SIDE;
    whole.pixel_width_um = whole.pixel_height_um = 1.0;
    if (argc < 2 || lamap_map_init(&map, sizeof map) || (network && lamap_runtime_load(argv[3])) ||
        lamap_phantom("cells", SIDE, SIDE, 1, sample, SIDE * SIDE) ||
        lamap_conditions_preset("seed-2019", &conditions) ||
        lamap_ablate(conditions, &whole, NULL, LAMAP_QUANTITY_DRAW, 42, counts, PIXELS * PIXELS, NULL, NULL, &map) ||
        lamap_settings_new(&settings) || lamap_settings_set_text(settings, "method", argv[1]) ||
        lamap_enhancer_new(settings, network ? bytes : NULL, length, NULL, NULL, &enhancer)) {
        fprintf(stderr, "%s\n", lamap_last_error());
        return 1;
    }
    if (lamap_enhance(enhancer, conditions, &map, estimate, NULL, TARGET * TARGET, NULL, NULL, NULL)) {
        fprintf(stderr, "%s\n", lamap_last_error());
        return 1;
    }
    lamap_enhancer_free(enhancer);
    lamap_settings_free(settings);
    lamap_conditions_free(conditions);
    return fwrite(estimate, sizeof *estimate, TARGET * TARGET, stdout) != TARGET * TARGET;
}
