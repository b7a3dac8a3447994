// SPDX-License-Identifier: MIT OR Apache-2.0
// Simulates a measurement and enhances it, 16-bit counts as an instrument delivers them. Argument: method (physics, unet or auto).
// The library must lie where the system looks for it: beside the program on Windows, on LD_LIBRARY_PATH on Linux.
// Build: dotnet run --project examples/csharp, or: mcs Enhance.cs Lamap.cs && mono Enhance.exe
using System;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using static Lamap;

/// <summary>Lets no exception into the library: keeps it, cancels, and throws it when the call is over.</summary>
sealed class Watcher
{
    public readonly LamapProgress Tell;
    ExceptionDispatchInfo raised;

    /// <param name="progress">Given fraction, element and stage; false cancels.</param>
    public Watcher(Func<double, string, string, bool> progress)
    {
        Tell = (user, fraction, element, stage) =>
        {
            try
            {
                return raised == null && progress(fraction, Text(element), Text(stage)) ? 0 : 1;
            }
            catch (Exception error)
            {
                raised = ExceptionDispatchInfo.Capture(error);
                return 1;
            }
        };
    }

    public void Check(int status)
    {
        if (raised != null) raised.Throw();
        Lamap.Check(status);
    }
}

static class Enhance
{
    const int Side = 200;
    const ulong Seed = 42;

    static int Main(string[] arguments)
    {
        if (lamap_abi_version() != AbiVersion)
        {
            Console.Error.WriteLine("another version of lamap: " + Text(lamap_version()));
            return 1;
        }
        try
        {
            Run(arguments.Length > 0 ? arguments[0] : "physics");
            return 0;
        }
        catch (LamapException error)
        {
            Console.Error.WriteLine("failed: " + error.Message);
            return 1;
        }
    }

    static void Run(string method)
    {
        LamapConditions conditions;
        LamapSettings settings;
        LamapEnhancer enhancer;
        LamapReport report;
        Check(lamap_conditions_preset(Utf8("seed-2019"), out conditions));
        Check(lamap_settings_new(out settings));
        Check(lamap_settings_set_text(settings, Utf8("method"), Utf8(method)));
        Check(lamap_enhancer_new(settings, null, UIntPtr.Zero, null, IntPtr.Zero, out enhancer));

        LamapMap map;
        ushort[] frame = Array.ConvertAll(Measure(conditions, out map), count => (ushort)count);
        UIntPtr rows, columns;
        Check(lamap_output_shape(
            settings, map.lines, map.pixels, map.pixel_width_um, map.pixel_height_um, out rows, out columns));
        float[] estimate = new float[(int)rows * (int)columns], deviation = new float[estimate.Length];
        Watcher watcher = new Watcher((fraction, element, stage) =>
        {
            Console.Error.WriteLine("{0,3:0} % {1} {2}", 100.0 * fraction, element, stage);
            return true;
        });
        GCHandle pinned = GCHandle.Alloc(frame, GCHandleType.Pinned);
        try
        {
            map.values = pinned.AddrOfPinnedObject();
            map.value_type = U16;
            watcher.Check(lamap_enhance(
                enhancer, conditions, ref map, estimate, deviation, (UIntPtr)estimate.Length, watcher.Tell, IntPtr.Zero,
                out report));
        }
        finally
        {
            pinned.Free();
        }
        double chiSquare;
        Check(lamap_report_chi_square(report, UIntPtr.Zero, out chiSquare));
        Console.WriteLine("{0}: {1} x {2} pixels, chi-square {3:0.00}", Text(lamap_enhancer_method(enhancer)), rows, columns,
            chiSquare);
    }

    /// <summary>Simulates a measurement: its counts, and in <c>map</c> what is known of them.</summary>
    static float[] Measure(LamapConditions conditions, out LamapMap map)
    {
        LamapMap sample;
        UIntPtr side = (UIntPtr)Side, size = (UIntPtr)Marshal.SizeOf(typeof(LamapMap)), lines, pixels;
        float[] values = new float[Side * Side];
        Check(lamap_phantom(Utf8("grains"), side, side, Seed, values, (UIntPtr)values.Length));
        Check(lamap_map_init(out sample, size));
        Check(lamap_map_init(out map, size));
        Check(lamap_ablate_shape(conditions, side, side, 1.0, out lines, out pixels));
        float[] counts = new float[(int)lines * (int)pixels];
        GCHandle pinned = GCHandle.Alloc(values, GCHandleType.Pinned);
        try
        {
            sample.values = pinned.AddrOfPinnedObject();
            sample.lines = sample.pixels = side;
            sample.pixel_width_um = sample.pixel_height_um = 1.0;
            Check(lamap_ablate(
                conditions, ref sample, IntPtr.Zero, Draw, Seed, counts, (UIntPtr)counts.Length, null, IntPtr.Zero, ref map));
        }
        finally
        {
            pinned.Free();
        }
        return counts;
    }
}
