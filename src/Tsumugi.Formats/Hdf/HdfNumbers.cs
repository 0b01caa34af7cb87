using System.Buffers;
using System.Numerics;
using PureHDF;
using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace Tsumugi.Formats.Hdf;

/// <summary>A dataset of numbers, read in slabs as the type that is wanted whatever type is stored.</summary>
internal sealed class HdfNumbers
{
    private readonly HdfInput _input;
    private readonly NativeDataset _dataset;

    /// <exception cref="InvalidFileException">It holds no numbers.</exception>
    public HdfNumbers(HdfInput input, string path, IH5Dataset dataset)
    {
        (_input, Path, _dataset) = (input, path, (NativeDataset)dataset);
        Shape = input.Read(path, () => dataset.Space.Dimensions.Select(length => checked((long)length)).ToArray());
        if (dataset.Type.Class is not (H5DataTypeClass.FixedPoint or H5DataTypeClass.FloatingPoint or H5DataTypeClass.Enumerated))
            throw input.Fault(path, $"It holds {HdfValues.TypeName(dataset.Type)}, where numbers are wanted.", "Choose a matrix of numbers.");
    }

    public string Path { get; }

    public long[] Shape { get; }

    /// <summary>Reads from a position of a one-dimensional dataset on.</summary>
    public void Read<T>(long at, Span<T> into) where T : unmanaged, INumber<T> =>
        Read(new HyperslabSelection((ulong)at, (ulong)into.Length), into);

    /// <summary>Reads a rectangle, row-major.</summary>
    public void Read<T>(long row, long column, long rows, long columns, Span<T> into) where T : unmanaged, INumber<T> =>
        Read(new HyperslabSelection(2, [(ulong)row, (ulong)column], [(ulong)rows, (ulong)columns]), into[..checked((int)(rows * columns))]);

    private void Read<T>(HyperslabSelection slab, Span<T> into) where T : unmanaged, INumber<T>
    {
        if (into.IsEmpty)
            return;
        var type = _dataset.Type;
        var signed = type.Class != H5DataTypeClass.FixedPoint || type.FixedPoint.IsSigned;
        switch (type.Class, type.Size, signed)
        {
            case (H5DataTypeClass.FloatingPoint, 4, _): Convert<float, T>(slab, into); break;
            case (H5DataTypeClass.FloatingPoint, 8, _): Convert<double, T>(slab, into); break;
            case (_, 1, true): Convert<sbyte, T>(slab, into); break;
            case (_, 1, _): Convert<byte, T>(slab, into); break;
            case (_, 2, true): Convert<short, T>(slab, into); break;
            case (_, 2, _): Convert<ushort, T>(slab, into); break;
            case (_, 4, true): Convert<int, T>(slab, into); break;
            case (_, 4, _): Convert<uint, T>(slab, into); break;
            case (_, 8, true): Convert<long, T>(slab, into); break;
            case (_, 8, _): Convert<ulong, T>(slab, into); break;
            default: throw _input.Fault(Path, $"Numbers of {type.Size} bytes are not read.", "Write them as 32- or 64-bit numbers.");
        }
    }

    private void Convert<TStored, TWanted>(HyperslabSelection slab, Span<TWanted> into)
        where TStored : unmanaged, INumber<TStored>
        where TWanted : unmanaged, INumber<TWanted>
    {
        try
        {
            if (typeof(TStored) == typeof(TWanted))
            {
                _dataset.Read(into, slab);
                return;
            }

            var stored = ArrayPool<TStored>.Shared.Rent(into.Length);
            try
            {
                _dataset.Read(stored.AsSpan(0, into.Length), slab);
                for (var i = 0; i < into.Length; i++)
                    into[i] = TWanted.CreateChecked(stored[i]);
            }
            finally
            {
                ArrayPool<TStored>.Shared.Return(stored);
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw _input.Unreadable(Path, error);
        }
    }
}
