// SPDX-License-Identifier: MIT OR Apache-2.0
// Enhances a simulated measurement, 16-bit counts as an instrument delivers them, from where they lie. Argument: method (physics,
// unet or auto).
// Build: c++ -std=c++17 examples/enhance.cpp $(pkg-config --cflags --libs lamap) -o enhance
#include "lamap.hpp"

#include <cstdint>
#include <iostream>
#include <vector>

int main(int argc, char **argv) try {
    lamap::Conditions conditions = lamap::Conditions::preset("seed-2019");
    lamap::Map measured = lamap::ablate(conditions, lamap::phantom("grains", 200, 200, 42), 42);

    std::vector<std::uint16_t> frame(measured.values.begin(), measured.values.end());
    lamap::View view(frame.data(), measured.rows, measured.columns);
    view.pixel_width_um = measured.pixel_width_um;
    view.pixel_height_um = measured.pixel_height_um;
    view.unit = "counts";
    view.names = {"Ba137"};

    lamap::Settings settings;
    settings.set("magnification", 4.0);
    settings.set("method", argc > 1 ? argv[1] : "physics");
    lamap::Enhancer enhancer(std::move(settings));
    lamap::Enhanced enhanced = enhancer.enhance(conditions, view, [](double fraction, auto element, auto stage) {
        std::cerr << static_cast<int>(100.0 * fraction) << " % " << element << ' ' << stage << '\n';
        return true; // false would cancel
    });

    std::cout << enhancer.method() << ": " << enhanced.estimate.rows << " x " << enhanced.estimate.columns
              << " pixels, chi-square " << enhanced.report.chi_square() << '\n';
    for (const std::string &warning : enhanced.report.warnings()) {
        std::cout << "warning: " << warning << '\n';
    }
} catch (const lamap::Error &error) {
    std::cerr << "failed: " << error.what() << '\n';
    return 1;
}
