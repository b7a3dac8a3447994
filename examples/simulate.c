// SPDX-License-Identifier: MIT OR Apache-2.0
// What would an instrument measure of this sample?
// Build: cc -std=c11 -I include examples/simulate.c -L target/release -llamap -o simulate
#include "lamap.h"
#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 200, COLUMNS = 300 };

int main(void) {
    LamapConditions *conditions = NULL;
    LamapMap map;
    float *sample = malloc(ROWS * COLUMNS * sizeof *sample), *counts = NULL;
    size_t lines = 0, pixels = 0;
    int failed = 1;
    if (lamap_abi_version() != LAMAP_ABI_VERSION || sample == NULL) {
        fprintf(stderr, "another version of lamap, or no memory\n");
        goto end;
    }
    if (lamap_phantom("cells", ROWS, COLUMNS, 1, sample, ROWS * COLUMNS) ||
        lamap_conditions_preset("seed-2019", &conditions) ||
        lamap_conditions_set(conditions, "flicker_rsd", 0.02) ||
        lamap_ablate_shape(conditions, ROWS, COLUMNS, 1.0, &lines, &pixels) ||
        (counts = malloc(lines * pixels * sizeof *counts)) == NULL ||
        lamap_map_init(&map, sizeof map)) {
        fprintf(stderr, "%s\n", lamap_last_error());
        goto end;
    }
    map.values = sample;
    map.lines = ROWS;
    map.pixels = COLUMNS;
    map.pixel_width_um = map.pixel_height_um = 1.0;
    if (lamap_ablate(conditions, &map, NULL, LAMAP_QUANTITY_DRAW, 42, counts, lines * pixels, NULL, NULL,
                     NULL)) {
        fprintf(stderr, "%s\n", lamap_last_error());
        goto end;
    }
    printf("%zu lines of %zu pixels; counts of the first: %g\n", lines, pixels, counts[0]);
    failed = 0;
end:
    free(counts);
    free(sample);
    lamap_conditions_free(conditions);
    return failed;
}
