using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Tsumugi.Formats.Gzip;

namespace Tsumugi.Formats.Fasta;

/// <summary>Reads a FASTA file once and says of each sequence its digests and its place. Memory does not grow with a sequence's length.</summary>
/// <remarks>Digests are of the letters A–Z in upper case (refget 2.0, checksum calculation). A sequence with other signs, such as gaps, has none and is passed over.</remarks>
public static class SequenceDigests
{
    private const int Block = 1 << 18;
    private const int DigestBytes = 24;

    /// <param name="stored">From its beginning; it must seek.</param>
    /// <returns>The letters' file: the stream itself, or one that expands gzip and goes forwards only.</returns>
    public static Stream Expanded(Stream stored, string file)
    {
        Span<byte> magic = stackalloc byte[2];
        var isPacked = stored.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && GzipHeader.Begins(magic);
        stored.Position = 0;
        return isPacked ? new GunzippedStream(stored, file) : stored;
    }

    /// <exception cref="InvalidFileException">It is no FASTA, or damaged.</exception>
    public static async IAsyncEnumerable<DigestedSequence> ReadAsync(Stream expanded, string file, [EnumeratorCancellation] CancellationToken stop)
    {
        using var scan = new Scan(file);
        var block = new byte[Block];
        for (int count; (count = await expanded.ReadAsync(block, stop)) > 0;)
        {
            for (var at = 0; at < count;)
            {
                at += scan.Take(block.AsSpan(at, count - at), out var ended);
                if (ended is not null)
                    yield return ended;
            }
        }

        if (scan.End() is { } last)
            yield return last;
    }

    /// <summary>The first 24 bytes of a SHA-512 as refget 1 wrote them.</summary>
    /// <returns>48 hexadecimal digits, or null when it is no GA4GH digest.</returns>
    public static string? Trunc512(string ga4gh) =>
        ga4gh.StartsWith("SQ.", StringComparison.Ordinal) && Base64Url.IsValid(ga4gh.AsSpan(3)) ? Convert.ToHexStringLower(Base64Url.DecodeFromChars(ga4gh.AsSpan(3))) : null;

    /// <param name="trunc512">48 hexadecimal digits.</param>
    public static string Ga4gh(string trunc512) => "SQ." + Base64Url.EncodeToString(Convert.FromHexString(trunc512));

    /// <summary>Where a file stands: within which record, and in which line of it.</summary>
    private sealed class Scan(string file) : IDisposable
    {
        private const int MostHeader = 4096;
        private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        private readonly IncrementalHash _sha512 = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        private readonly List<byte> _header = [];
        private readonly byte[] _letters = new byte[Block];
        private Line _line = Line.Start;
        private bool _isOpen;
        private bool _isPlain;
        private long _position;
        private long _length;
        private long _offset;
        private int _lineNumber = 1;
        private LineShape _shape;

        private enum Line
        {
            Start,
            Header,
            Comment,
            Letters,
        }

        /// <summary>Takes bytes up to the end of a line at most.</summary>
        /// <param name="ended">The record that ends where the next header begins.</param>
        public int Take(ReadOnlySpan<byte> bytes, out DigestedSequence? ended)
        {
            ended = null;
            if (_line == Line.Start)
            {
                _line = bytes[0] switch { (byte)'>' => Line.Header, (byte)';' => Line.Comment, _ => Line.Letters };
                if (_line == Line.Header)
                    (ended, _isOpen) = (End(), false);
            }

            var end = bytes.IndexOf((byte)'\n');
            var row = end < 0 ? bytes : bytes[..end];
            var taken = end < 0 ? bytes.Length : end + 1;
            _position += taken;
            if (_line == Line.Header)
                _header.AddRange(row[..Math.Min(row.Length, MostHeader - Math.Min(MostHeader, _header.Count))]);
            else if (_line == Line.Letters)
                Letters(row, taken, end >= 0);
            else
                _shape.Break();
            if (end >= 0)
                EndLine();
            return taken;
        }

        /// <summary>The record that was read; null for none, or one without a digest.</summary>
        public DigestedSequence? End()
        {
            if (!_isOpen)
                return null;
            var (md5, sha512) = (_md5.GetHashAndReset(), _sha512.GetHashAndReset());
            var (name, text) = (NameOf(out var whole), whole);
            _header.Clear();
            return !_isPlain || _length == 0 ? null : new()
            {
                Name = name,
                IsCircular = text.Contains("[topology=circular]", StringComparison.OrdinalIgnoreCase),
                Length = _length,
                Md5 = Convert.ToHexStringLower(md5),
                Ga4gh = "SQ." + Base64Url.EncodeToString(sha512.AsSpan(0, DigestBytes)),
                Offset = _offset,
                LineLetters = _shape.Letters,
                LineBytes = _shape.Bytes,
            };
        }

        public void Dispose()
        {
            _md5.Dispose();
            _sha512.Dispose();
        }

        private void EndLine()
        {
            if (_line == Line.Header)
                (_isOpen, _isPlain, _length, _offset, _shape) = (true, true, 0, _position, new());
            (_line, _lineNumber) = (Line.Start, _lineNumber + 1);
        }

        private void Letters(ReadOnlySpan<byte> row, int bytes, bool ends)
        {
            var count = 0;
            var isBroken = false;
            for (var i = 0; i < row.Length; i++)
            {
                var upper = (byte)(row[i] & ~0x20);
                if (upper is >= (byte)'A' and <= (byte)'Z')
                    _letters[count++] = upper;
                else if (row[i] is not ((byte)'\r' or (byte)' ' or (byte)'\t'))
                    _isPlain = false;
                else
                    isBroken |= row[i] != '\r' || i < row.Length - 1 || !ends;
            }

            if (!_isOpen && count > 0)
                throw new InvalidFileException(new() { File = file, Line = _lineNumber, Field = "header", Problem = "This is not FASTA: letters stand before any header.", Remedy = "Give FASTA: a line with '>' and a name, then lines of letters." });
            if (isBroken)
                _shape.Break();
            _shape.Add(count, bytes, ends);
            _md5.AppendData(_letters, 0, count);
            _sha512.AppendData(_letters, 0, count);
            _length += count;
        }

        private string NameOf(out string text)
        {
            text = Encoding.UTF8.GetString([.. _header]).TrimStart('>').Trim();
            var end = text.AsSpan().IndexOfAny(' ', '\t');
            return end < 0 ? text : text[..end];
        }
    }

    /// <summary>Whether the lines of a record are all alike, so that a letter's place can be reckoned.</summary>
    private struct LineShape()
    {
        private int _letters;
        private int _bytes;
        private int _lineLetters;
        private int _lineBytes;
        private bool _isLast;
        private bool _isBroken;

        public readonly int Letters => _isBroken ? 0 : _letters > 0 ? _letters : _lineLetters;

        public readonly int Bytes => _isBroken ? 0 : _letters > 0 ? _bytes : _lineBytes;

        public void Break() => _isBroken = true;

        /// <summary>A part of a line, or its end.</summary>
        public void Add(int letters, int bytes, bool ends)
        {
            if (_isLast && letters > 0)
                _isBroken = true;
            (_lineLetters, _lineBytes) = (_lineLetters + letters, _lineBytes + bytes);
            if (_letters > 0 && _lineLetters > _letters)
                _isBroken = true;
            if (!ends || _isBroken)
                return;
            if (_letters == 0 && _lineLetters > 0)
                (_letters, _bytes) = (_lineLetters, _lineBytes);
            else if (_lineLetters != _letters || _lineBytes != _bytes)
                (_isLast, _isBroken) = (true, _letters == 0);
            (_lineLetters, _lineBytes) = (0, 0);
        }
    }
}
