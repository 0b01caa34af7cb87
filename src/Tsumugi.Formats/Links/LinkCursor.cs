using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Tsumugi.Formats.Links;

/// <summary>Goes over the pairs of one direction, forward only, and reads each block at most once. Not for several threads.</summary>
internal sealed class LinkCursor(string name, SafeFileHandle file, LinkIndex index)
{
    private readonly byte[] _key = new byte[byte.MaxValue];
    private readonly byte[] _value = new byte[byte.MaxValue];
    private byte[] _bytes = new byte[5 << 10];
    private int _block = -1;
    private int _keyLength;
    private int _valueLength;
    private int _at;
    private int _end;
    private int _restarts;

    public ReadOnlySpan<byte> Key => _key.AsSpan(0, _keyLength);

    public ReadOnlySpan<byte> Value => _value.AsSpan(0, _valueLength);

    /// <summary>Whether it stands at a pair.</summary>
    public bool IsAtPair { get; private set; }

    /// <summary>Goes to the first pair whose key is not less; the key is not less than any that was asked before.</summary>
    public void Seek(ReadOnlySpan<byte> key)
    {
        if (index.Count == 0 || (IsAtPair && Key.SequenceCompareTo(key) >= 0))
            return;
        var block = index.Find(key, Math.Max(_block, 0));
        if (block != _block)
            Load(block);
        Skip(key);
        do
        {
            if (!Next())
                return;
        }
        while (Key.SequenceCompareTo(key) < 0);
    }

    /// <returns>False behind the last pair.</returns>
    /// <exception cref="InvalidFileException">The file is damaged.</exception>
    public bool Next()
    {
        if (_at == _end)
        {
            if (_block + 1 >= index.Count)
                return IsAtPair = false;
            Load(_block + 1);
        }

        var bytes = _bytes.AsSpan(_at, _end - _at);
        if (bytes.Length < 4)
            throw Damaged();
        int sharedKey = bytes[0], newKey = bytes[1], sharedValue = bytes[2], newValue = bytes[3];
        if (sharedKey > _keyLength || sharedKey + newKey > byte.MaxValue || sharedValue > _valueLength || sharedValue + newValue > byte.MaxValue || bytes.Length < 4 + newKey + newValue)
            throw Damaged();
        bytes.Slice(4, newKey).CopyTo(_key.AsSpan(sharedKey));
        bytes.Slice(4 + newKey, newValue).CopyTo(_value.AsSpan(sharedValue));
        (_keyLength, _valueLength) = (sharedKey + newKey, sharedValue + newValue);
        _at += 4 + newKey + newValue;
        return IsAtPair = true;
    }

    /// <summary>To the last restart whose key is less, unless it stands behind that already.</summary>
    private void Skip(ReadOnlySpan<byte> key)
    {
        var (low, high) = (-1, _restarts);
        while (high - low > 1)
        {
            var middle = (low + high) >>> 1;
            if (KeyAt(Restart(middle)).SequenceCompareTo(key) < 0)
                low = middle;
            else
                high = middle;
        }

        if (low >= 0 && Restart(low) > _at)
            _at = Restart(low);
    }

    private int Restart(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(_end + (2 * at)));

    private ReadOnlySpan<byte> KeyAt(int restart) =>
        restart + 4 <= _end && _bytes[restart] == 0 && restart + 4 + _bytes[restart + 1] <= _end ? _bytes.AsSpan(restart + 4, _bytes[restart + 1]) : throw Damaged();

    private void Load(int block)
    {
        var (start, length, sum) = index.Block(block);
        if (length > _bytes.Length)
            _bytes = new byte[length];
        var bytes = _bytes.AsSpan(0, length);
        for (var read = 0; read < length;)
        {
            var some = RandomAccess.Read(file, bytes[read..], start + read);
            if (some == 0)
                throw LinkFault.Damaged(name, "block", "The file is cut off.", start);
            read += some;
        }

        _block = block;
        if (LinkChecksum.Of(bytes) != sum || length < 2)
            throw Damaged();
        _restarts = BinaryPrimitives.ReadUInt16LittleEndian(bytes[^2..]);
        _end = length - 2 - (2 * _restarts);
        if (_end < 0)
            throw Damaged();
        (_at, _keyLength, _valueLength, IsAtPair) = (0, 0, 0, false);
    }

    private InvalidFileException Damaged() => LinkFault.Damaged(name, "block", "The block is not as it was written.", index.Block(_block).Start);
}
