using System.Buffers.Binary;

namespace Tsumugi.Formats.Links;

/// <summary>Writes ascending pairs as blocks (docs/formats/links.md), and remembers where each begins.</summary>
internal sealed class LinkBlockWriter(Stream output, long at)
{
    /// <summary>Bytes after which a block ends.</summary>
    private const int BlockBytes = 4000;

    /// <summary>Pairs after which keys and values are written whole again.</summary>
    internal const int RestartEvery = 16;

    private const int MostPair = 4 + (2 * byte.MaxValue);

    private readonly byte[] _block = new byte[BlockBytes + MostPair + 1024];
    private readonly byte[] _key = new byte[byte.MaxValue];
    private readonly byte[] _value = new byte[byte.MaxValue];
    private readonly List<ushort> _restarts = [];
    private int _filled;
    private int _inBlock;
    private int _keyLength;
    private int _valueLength;

    public LinkIndex.Builder Index { get; } = new();

    /// <summary>Byte of the file at which the next block begins.</summary>
    public long Position { get; private set; } = at;

    public long Pairs { get; private set; }

    public long Keys { get; private set; }

    /// <summary>Adds a pair that is not less than the last one; the same pair again is left out.</summary>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var sharedKey = key.CommonPrefixLength(_key.AsSpan(0, _keyLength));
        var sameKey = sharedKey == _keyLength && sharedKey == key.Length;
        var sharedValue = value.CommonPrefixLength(_value.AsSpan(0, _valueLength));
        if (sameKey && sharedValue == _valueLength && sharedValue == value.Length)
            return;
        Pairs++;
        if (!sameKey)
            Keys++;
        if (_inBlock == 0)
            Index.Begin(Position, key);
        if (_inBlock++ % RestartEvery == 0)
        {
            _restarts.Add((ushort)_filled);
            (sharedKey, sharedValue) = (0, 0);
        }

        Put(key, sharedKey, value, sharedValue);
        key[sharedKey..].CopyTo(_key.AsSpan(sharedKey));
        value[sharedValue..].CopyTo(_value.AsSpan(sharedValue));
        (_keyLength, _valueLength) = (key.Length, value.Length);
        if (_filled >= BlockBytes)
            EndBlock();
    }

    public void End()
    {
        if (_inBlock > 0)
            EndBlock();
        output.Flush();
    }

    private void Put(ReadOnlySpan<byte> key, int sharedKey, ReadOnlySpan<byte> value, int sharedValue)
    {
        var to = _block.AsSpan(_filled);
        var newKey = key[sharedKey..];
        var newValue = value[sharedValue..];
        to[0] = (byte)sharedKey;
        to[1] = (byte)newKey.Length;
        to[2] = (byte)sharedValue;
        to[3] = (byte)newValue.Length;
        newKey.CopyTo(to[4..]);
        newValue.CopyTo(to[(4 + newKey.Length)..]);
        _filled += 4 + newKey.Length + newValue.Length;
    }

    private void EndBlock()
    {
        foreach (var restart in _restarts)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_block.AsSpan(_filled), restart);
            _filled += 2;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(_block.AsSpan(_filled), (ushort)_restarts.Count);
        _filled += 2;
        var bytes = _block.AsSpan(0, _filled);
        output.Write(bytes);
        Index.End(LinkChecksum.Of(bytes));
        Position += _filled;
        _restarts.Clear();
        (_filled, _inBlock) = (0, 0);
    }
}
