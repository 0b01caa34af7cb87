using System.Buffers.Text;
using System.Text;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Vcf;

/// <summary>The INFO column of one variant; valid as long as the record is.</summary>
public readonly ref struct VcfInfo
{
    private readonly VcfRecord _record;
    private readonly ReadOnlySpan<byte> _text;

    internal VcfInfo(VcfRecord record, ReadOnlySpan<byte> text)
    {
        _record = record;
        _text = text;
    }

    /// <summary>As written; empty where '.'.</summary>
    public ReadOnlySpan<byte> Text => _text;

    /// <summary>The key is there, with or without a value (a flag has none).</summary>
    public bool Has(string key) => TryGet(key, out _);

    /// <param name="value">As written; empty for a flag.</param>
    public bool TryGet(string key, out ReadOnlySpan<byte> value)
    {
        foreach (var part in _text.Split((byte)';'))
        {
            var pair = _text[part];
            var equals = pair.IndexOf((byte)'=');
            if (!Ascii.Equals(equals < 0 ? pair : pair[..equals], key))
                continue;
            value = equals < 0 ? default : pair[(equals + 1)..];
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>Values divided at commas and unescaped, null where '.'; none where the key is absent or a flag.</summary>
    public IReadOnlyList<string?> Texts(string key)
    {
        var texts = new List<string?>();
        if (!TryGet(key, out var value) || value.IsEmpty)
            return texts;
        foreach (var part in value.Split((byte)','))
            texts.Add(value[part] is [(byte)'.'] ? null : PercentText.Decode(value[part]));
        return texts;
    }

    /// <summary>Values of a key of type Integer or Float, null where '.'; none where the key is absent.</summary>
    /// <exception cref="InvalidFileException">A value is no number.</exception>
    public IReadOnlyList<double?> Numbers(string key)
    {
        var numbers = new List<double?>();
        if (!TryGet(key, out var value) || value.IsEmpty)
            return numbers;
        foreach (var part in value.Split((byte)','))
        {
            var text = value[part];
            if (text is [(byte)'.'])
                numbers.Add(null);
            else if (Utf8Parser.TryParse(text, out double number, out var used) && used == text.Length)
                numbers.Add(number);
            else
                throw _record.Site.FaultAt(_record.Line, $"INFO/{key}", $"'{Encoding.UTF8.GetString(text)}' is no number.", "Write a number, or '.' where it is missing.");
        }
        return numbers;
    }
}
