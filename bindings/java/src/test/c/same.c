// SPDX-License-Identifier: MIT OR Apache-2.0
// Writes what a simulation and its enhancement give through the C functions: same METHOD COUNTS_FILE ESTIMATE_FILE
#include "lamap.h"
#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 120, COLUMNS = 150 };

static float sample[ROWS * COLUMNS];
static float counts[ROWS * COLUMNS];

static int written(const char *path, const float *values, size_t count) {
    FILE *file = fopen(path, "wb");
    return file != NULL && fwrite(values, sizeof *values, count, file) == count && fclose(file) == 0;
}

int main(int argc, char **argv) {
    LamapConditions *conditions = NULL;
    LamapSettings *settings = NULL;
    LamapEnhancer *enhancer = NULL;
    LamapMap map, whole;
    size_t rows, columns;
    lamap_map_init(&whole, sizeof whole);
    whole.values = sample;
    whole.lines = ROWS;
    whole.pixels = COLUMNS;
    whole.pixel_width_um = whole.pixel_height_um = 1.0;
    if (argc != 4 || lamap_phantom("cells", ROWS, COLUMNS, 3, sample, ROWS * COLUMNS) ||
        lamap_conditions_preset("seed-2019", &conditions) || lamap_map_init(&map, sizeof map) ||
        lamap_ablate_shape(conditions, ROWS, COLUMNS, 1.0, &map.lines, &map.pixels) ||
        lamap_ablate(conditions, &whole, NULL, LAMAP_QUANTITY_DRAW, 42, counts, map.lines * map.pixels, NULL, NULL,
                     &map) ||
        lamap_settings_new(&settings) || lamap_settings_set(settings, "magnification", 3) ||
        lamap_settings_set_text(settings, "method", argv[1]) || lamap_settings_set_text(settings, "device", "cpu") ||
        lamap_enhancer_new(settings, NULL, 0, NULL, NULL, &enhancer)) {
        fprintf(stderr, "%s\n", lamap_last_error());
        return 1;
    }
    if (lamap_output_shape(settings, map.lines, map.pixels, 5, 5, &rows, &columns)) {
        return 1;
    }
    float *estimate = malloc(rows * columns * sizeof *estimate);
    if (lamap_enhance(enhancer, conditions, &map, estimate, NULL, rows * columns, NULL, NULL, NULL)) {
        fprintf(stderr, "%s\n", lamap_last_error());
        return 1;
    }
    int done = written(argv[2], counts, map.lines * map.pixels) && written(argv[3], estimate, rows * columns);
    free(estimate);
    lamap_enhancer_free(enhancer);
    lamap_settings_free(settings);
    lamap_conditions_free(conditions);
    return done ? 0 : 1;
}
