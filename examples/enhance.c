// SPDX-License-Identifier: MIT OR Apache-2.0
// Enhances a simulated measurement with its uncertainty and a check. Arguments: method (physics, unet or auto) and
// the ONNX Runtime library, both optional.
// Build: cc -std=c11 -I include examples/enhance.c -L target/release -llamap -o enhance
#include "lamap.h"
#include <stdio.h>
#include <stdlib.h>

enum { SIDE = 200, SEED = 42 };

// Called on this thread; anything but 0 would cancel.
static int32_t progress(void *user, double fraction, const char *element, const char *stage) {
    (void)user;
    fprintf(stderr, "%3.0f %% %s %s\n", 100.0 * fraction, element, stage);
    return 0;
}

// Simulates a measurement and describes it in *map; returns its counts, to be freed, or NULL.
static float *measure(const LamapConditions *conditions, LamapMap *map) {
    static float values[SIDE * SIDE];
    LamapMap sample;
    float *counts = NULL;
    size_t lines = 0, pixels = 0;
    if (lamap_phantom("grains", SIDE, SIDE, SEED, values, SIDE * SIDE) ||
        lamap_map_init(&sample, sizeof sample) || lamap_map_init(map, sizeof *map) ||
        lamap_ablate_shape(conditions, SIDE, SIDE, 1.0, &lines, &pixels) ||
        (counts = malloc(lines * pixels * sizeof *counts)) == NULL) {
        return NULL;
    }
    sample.values = values;
    sample.lines = sample.pixels = SIDE;
    sample.pixel_width_um = sample.pixel_height_um = 1.0;
    if (lamap_ablate(conditions, &sample, NULL, LAMAP_QUANTITY_DRAW, SEED, counts, lines * pixels, NULL, NULL, map)) {
        free(counts);
        return NULL;
    }
    return counts;
}

static void print(const LamapEnhancer *enhancer, const LamapReport *report, size_t rows, size_t columns) {
    double chi_square = 0.0;
    lamap_report_chi_square(report, 0, &chi_square);
    printf("%s: %zu x %zu pixels, chi-square %.2f\n", lamap_enhancer_method(enhancer), rows, columns, chi_square);
    for (size_t i = 0; i < lamap_report_warning_count(report); i++) {
        printf("warning: %s\n", lamap_report_warning(report, i));
    }
}

int main(int argc, char **argv) {
    static const char *const names[] = {"Ba137"};
    LamapConditions *conditions = NULL;
    LamapSettings *settings = NULL;
    LamapEnhancer *enhancer = NULL;
    LamapReport *report = NULL;
    LamapMap map;
    float *counts = NULL, *estimate = NULL, *deviation = NULL;
    size_t rows = 0, columns = 0;
    int failed = lamap_conditions_preset("seed-2019", &conditions) || lamap_settings_new(&settings) ||
                 lamap_settings_set(settings, "magnification", 4.0) ||
                 lamap_settings_set_text(settings, "method", argc > 1 ? argv[1] : "physics") ||
                 (argc > 2 && lamap_runtime_load(argv[2])) ||
                 lamap_enhancer_new(settings, NULL, 0, NULL, NULL, &enhancer) || (counts = measure(conditions, &map)) == NULL ||
                 lamap_output_shape(settings, map.lines, map.pixels, map.pixel_width_um, map.pixel_height_um, &rows,
                                    &columns) ||
                 (estimate = malloc(rows * columns * sizeof *estimate)) == NULL ||
                 (deviation = malloc(rows * columns * sizeof *deviation)) == NULL;
    if (!failed) {
        map.names = names;
        failed = lamap_enhance(enhancer, conditions, &map, estimate, deviation, rows * columns, progress, NULL,
                               &report) != LAMAP_STATUS_OK;
    }
    if (failed) {
        fprintf(stderr, "failed: %s\n", lamap_last_error());
    } else {
        print(enhancer, report, rows, columns);
    }
    free(deviation);
    free(estimate);
    free(counts);
    lamap_report_free(report);
    lamap_enhancer_free(enhancer);
    lamap_settings_free(settings);
    lamap_conditions_free(conditions);
    return failed;
}
