// SPDX-License-Identifier: MIT OR Apache-2.0
// What Enhance.cs needs of lamap.h: declare more functions in the same way. tests/abi/csharp.rs compares them with the header.
using System;
using System.Runtime.InteropServices;
using System.Text;

/// <summary>A call that failed, with the library's sentence.</summary>
public sealed class LamapException : Exception
{
    public int Status { get; }

    public LamapException(int status) : base(Lamap.Text(Lamap.lamap_last_error())) { Status = status; }
}

/// <summary>Told how far a call is; anything but 0 cancels. No exception may leave it.</summary>
[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
public delegate int LamapProgress(IntPtr user, double fraction, IntPtr element, IntPtr stage);

/// <summary>A map lent for a call; its pointers must stay valid so long.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct LamapMap
{
    public UIntPtr struct_size;
    public IntPtr values;
    public UIntPtr elements;
    public UIntPtr lines;
    public UIntPtr pixels;
    public double pixel_width_um;
    public double pixel_height_um;
    public int value_unit;
    public IntPtr names;
    public IntPtr unit;
    public double origin_x_um;
    public double origin_y_um;
    public IntPtr element_stride;
    public IntPtr line_stride;
    public IntPtr pixel_stride;
    public int value_type;
    public int reserved;
}

/// <summary>An object of the library, freed when nobody uses it any more.</summary>
public abstract class LamapObject : SafeHandle
{
    protected LamapObject() : base(IntPtr.Zero, true) { }

    public override bool IsInvalid { get { return handle == IntPtr.Zero; } }
}

public sealed class LamapConditions : LamapObject
{
    protected override bool ReleaseHandle() { Lamap.lamap_conditions_free(handle); return true; }
}

public sealed class LamapSettings : LamapObject
{
    protected override bool ReleaseHandle() { Lamap.lamap_settings_free(handle); return true; }
}

public sealed class LamapEnhancer : LamapObject
{
    protected override bool ReleaseHandle() { Lamap.lamap_enhancer_free(handle); return true; }
}

public sealed class LamapReport : LamapObject
{
    protected override bool ReleaseHandle() { Lamap.lamap_report_free(handle); return true; }
}

public static class Lamap
{
    public const uint AbiVersion = 2;
    public const int Draw = 0; // LAMAP_QUANTITY_DRAW
    public const int U16 = 3; // LAMAP_VALUE_TYPE_U16

    /// <summary>Fails with the library's sentence unless the call succeeded.</summary>
    public static void Check(int status)
    {
        if (status != 0) throw new LamapException(status);
    }

    /// <summary>A text of the library, UTF-8.</summary>
    public static string Text(IntPtr text)
    {
        if (text == IntPtr.Zero) return null;
        int length = 0;
        while (Marshal.ReadByte(text, length) != 0) length++;
        byte[] bytes = new byte[length];
        Marshal.Copy(text, bytes, 0, length);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>A text for the library: UTF-8 with a 0 at its end.</summary>
    public static byte[] Utf8(string text) { return Encoding.UTF8.GetBytes(text + "\0"); }

    const string Library = "lamap";
    const CallingConvention C = CallingConvention.Cdecl;

    [DllImport(Library, CallingConvention = C)]
    public static extern uint lamap_abi_version();

    [DllImport(Library, CallingConvention = C)]
    public static extern IntPtr lamap_version();

    [DllImport(Library, CallingConvention = C)]
    public static extern IntPtr lamap_last_error();

    [DllImport(Library, CallingConvention = C)]
    public static extern int lamap_conditions_preset(byte[] name, out LamapConditions conditions);

    [DllImport(Library, CallingConvention = C)]
    public static extern int lamap_conditions_set(LamapConditions conditions, byte[] key, double value);

    [DllImport(Library, CallingConvention = C)]
    public static extern void lamap_conditions_free(IntPtr conditions);

    [DllImport(Library, CallingConvention = C)]
    public static extern int lamap_settings_new(out LamapSettings settings);

    [DllImport(Library, CallingConvention = C)]
    public static extern int lamap_settings_set_text(LamapSettings settings, byte[] key, byte[] value);

    [DllImport(Library, CallingConvention = C)]
    public static extern void lamap_settings_free(IntPtr settings);

    [DllImport(Library, CallingConvention = C)]
    public static extern int lamap_phantom(
        byte[] kind, UIntPtr lines, UIntPtr pixels, ulong seed, float[] values, UIntPtr length);

    [DllImport(Library, CallingConvention = C)]
    public static extern int lamap_map_init(out LamapMap map, UIntPtr structSize);

    [DllImport(Library, CallingConvention = C)]
    public static extern int lamap_ablate_shape(
        LamapConditions conditions, UIntPtr rows, UIntPtr columns, double pixelUm, out UIntPtr lines, out UIntPtr pixels);

    [DllImport(Library, CallingConvention = C)]
    public static extern int lamap_ablate(
        LamapConditions conditions, ref LamapMap sample, IntPtr pass, int quantity, ulong seed, float[] values, UIntPtr length,
        LamapProgress progress, IntPtr user, ref LamapMap measured);

    [DllImport(Library, CallingConvention = C)]
    public static extern int lamap_output_shape(
        LamapSettings settings, UIntPtr lines, UIntPtr pixels, double pixelWidthUm, double pixelHeightUm, out UIntPtr rows,
        out UIntPtr columns);

    [DllImport(Library, CallingConvention = C)]
    public static extern int lamap_enhancer_new(
        LamapSettings settings, byte[] model, UIntPtr modelSize, LamapProgress progress, IntPtr user,
        out LamapEnhancer enhancer);

    [DllImport(Library, CallingConvention = C)]
    public static extern IntPtr lamap_enhancer_method(LamapEnhancer enhancer);

    [DllImport(Library, CallingConvention = C)]
    public static extern void lamap_enhancer_free(IntPtr enhancer);

    [DllImport(Library, CallingConvention = C)]
    public static extern int lamap_enhance(
        LamapEnhancer enhancer, LamapConditions conditions, ref LamapMap map, float[] estimate, float[] deviation,
        UIntPtr length, LamapProgress progress, IntPtr user, out LamapReport report);

    [DllImport(Library, CallingConvention = C)]
    public static extern int lamap_report_chi_square(LamapReport report, UIntPtr element, out double chiSquare);

    [DllImport(Library, CallingConvention = C)]
    public static extern void lamap_report_free(IntPtr report);
}
