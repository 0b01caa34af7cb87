namespace Tsumugi.Formats.Safetensors;

/// <summary>The way back to an 8-bit floating-point type: its values in order, and between which numbers each is the nearest.</summary>
internal sealed class SmallFloats
{
    private readonly byte _notANumber;
    private readonly bool _hasNegativeZero;
    private readonly byte? _infinity;

    /// <summary>Finite values from 0 up are the codes from 0 up.</summary>
    private readonly double[] _values;

    /// <param name="codes">All 256 values by code.</param>
    public SmallFloats(ReadOnlySpan<double> codes)
    {
        var finite = 0;
        while (finite < 128 && double.IsFinite(codes[finite]))
            finite++;
        _values = codes[..finite].ToArray();
        _hasNegativeZero = codes[128] == 0;
        _infinity = finite < 128 && double.IsInfinity(codes[finite]) ? (byte)finite : null;
        _notANumber = _hasNegativeZero ? (byte)127 : (byte)128;
    }

    public byte Nearest(double number)
    {
        if (double.IsNaN(number))
            return _notANumber;
        var (code, sign) = (Magnitude(Math.Abs(number)), double.IsNegative(number) ? 128 : 0);
        return code switch
        {
            null => _notANumber,
            0 => (byte)(_hasNegativeZero ? sign : 0),
            { } found => (byte)(found | sign),
        };
    }

    private byte? Magnitude(double number)
    {
        var above = Array.BinarySearch(_values, number);
        if (above >= 0)
            return (byte)above;
        above = ~above;
        if (above == _values.Length)
        {
            // Beyond the largest by less than half a step is still nearest to it.
            var (largest, step) = (_values[^1], _values[^1] - _values[^2]);
            var half = largest + (step / 2);
            return number < half || (number == half && (_values.Length - 1) % 2 == 0) ? (byte)(_values.Length - 1) : _infinity;
        }

        var (lower, upper) = (number - _values[above - 1], _values[above] - number);
        return (byte)(lower < upper || (lower == upper && (above - 1) % 2 == 0) ? above - 1 : above);
    }
}
