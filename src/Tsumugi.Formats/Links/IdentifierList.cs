using System.Text;

namespace Tsumugi.Formats.Links;

/// <summary>Many identifiers in two arrays.</summary>
public sealed class IdentifierList
{
    private byte[] _bytes = new byte[1 << 10];
    private int[] _starts = new int[64];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int at] => _bytes.AsSpan(_starts[at].._starts[at + 1]);

    public string Text(int at) => Encoding.ASCII.GetString(this[at]);

    public void Add(ReadOnlySpan<byte> identifier)
    {
        var start = _starts[Count];
        if (start + identifier.Length > _bytes.Length)
            Array.Resize(ref _bytes, checked(Math.Max(2 * _bytes.Length, start + identifier.Length)));
        if (Count + 2 > _starts.Length)
            Array.Resize(ref _starts, 2 * _starts.Length);
        identifier.CopyTo(_bytes.AsSpan(start));
        _starts[++Count] = start + identifier.Length;
    }

    public void Add(string identifier) => Add(Encoding.UTF8.GetBytes(identifier));

    /// <summary>For using it again; what it took of memory it keeps.</summary>
    public void Clear() => Count = 0;
}
