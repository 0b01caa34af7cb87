namespace Tsumugi.Formats.Vcf;

/// <summary>Walks over the columns of the individuals of one variant.</summary>
public ref struct VcfSamples
{
    private ReadOnlySpan<byte> _rest;
    private int _left;

    internal VcfSamples(VcfRecord record)
    {
        _rest = record.SampleText;
        _left = record.Header.Samples.Count;
        Current = default;
    }

    public VcfSample Current { get; private set; }

    public readonly VcfSamples GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_left == 0)
            return false;
        _left--;
        var tab = _rest.IndexOf((byte)'\t');
        Current = new(tab < 0 ? _rest : _rest[..tab]);
        _rest = tab < 0 ? default : _rest[(tab + 1)..];
        return true;
    }
}

/// <summary>The fields of one individual.</summary>
public readonly ref struct VcfSample
{
    internal VcfSample(ReadOnlySpan<byte> text) => Text = text;

    /// <summary>Fields divided by colons, as written; the last ones may be left out.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <param name="index">Of <see cref="VcfRecord.FormatIndex"/>.</param>
    /// <returns>As written; empty where left out.</returns>
    public ReadOnlySpan<byte> Field(int index) => VcfRecord.Element(Text, (byte)':', index);
}
