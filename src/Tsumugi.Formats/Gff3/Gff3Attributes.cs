using System.Text;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Gff3;

/// <summary>Walks over <c>tag=value;tag=value</c>; blanks around a pair and a last semicolon mean nothing.</summary>
public ref struct Gff3Attributes
{
    private ReadOnlySpan<byte> _rest;

    internal Gff3Attributes(ReadOnlySpan<byte> text) => _rest = text;

    public Gff3Attribute Current { get; private set; }

    public readonly Gff3Attributes GetEnumerator() => this;

    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            var end = _rest.IndexOf((byte)';');
            var pair = (end < 0 ? _rest : _rest[..end]).Trim((byte)' ');
            _rest = end < 0 ? default : _rest[(end + 1)..];
            if (pair.IsEmpty)
                continue;
            var equals = pair.IndexOf((byte)'=');
            Current = equals < 0 ? new(pair, default, false) : new(pair[..equals], pair[(equals + 1)..], true);
            return true;
        }
        return false;
    }
}

/// <summary>A tag and its value, escaped as written.</summary>
public readonly ref struct Gff3Attribute
{
    internal Gff3Attribute(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> value, bool hasValue)
    {
        Tag = tag;
        Value = value;
        HasValue = hasValue;
    }

    public ReadOnlySpan<byte> Tag { get; }

    public ReadOnlySpan<byte> Value { get; }

    internal bool HasValue { get; }

    internal bool Is(string name) => Ascii.Equals(Tag, name) || (Tag.Contains((byte)'%') && PercentText.Decode(Tag) == name);
}
