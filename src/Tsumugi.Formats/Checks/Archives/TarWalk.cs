using System.Text;

namespace Tsumugi.Formats.Checks.Archives;

/// <summary>All entries of one tar, read forwards.</summary>
internal sealed class TarWalk(Stream tar, Place place, ArchiveWalk walk, int depth)
{
    private const int MaxExtension = 1 << 20;

    private readonly EntryNames _names = new(place, walk.Limits, walk.Findings);
    private readonly byte[] _block = new byte[TarHeader.BlockLength];
    private PaxFields _pending = new(null, null, null, false);
    private long _at;

    public void Run()
    {
        while (ReadBlock())
        {
            walk.Cancellation.ThrowIfCancellationRequested();
            if (IsZero())
            {
                End();
                return;
            }
            var start = _at - _block.Length;
            var header = TarHeader.Parse(_block);
            if (!TarHeader.HasChecksum(_block) || header.Length is not { } length)
                throw Stop(start, "The checksum or length of a header is wrong.");
            // Links, devices and folders have no content, whatever their length says.
            var content = new LimitedStream(tar, header.Type is >= '1' and <= '6' ? 0 : _pending.Length ?? length);
            var stated = content.Left;
            Visit(header, content, start);
            Finish(content, stated);
        }
        walk.Findings.Add(ArchiveRules.TarEnd.At(place.AtByte(_at)));
    }

    private void Visit(TarHeader header, LimitedStream content, long start)
    {
        if (Extends(header.Type, content, start))
            return;
        var (name, target, sparse) = (_pending.Path ?? header.Name, _pending.Target ?? header.Target, _pending.IsSparse);
        _pending = new(null, null, null, false);
        switch (header.Type)
        {
            case '1' or '2':
                _names.AddLink(name, target, symbolic: header.Type == '2');
                break;
            case '3' or '4' or '6':
                _names.Add(name, isFolder: false);
                walk.Findings.Add(ArchiveRules.Device.At(place.AtByte(start), Place.Short(name)));
                break;
            case '5':
                _names.Add(name, isFolder: true);
                break;
            default:
                _names.Add(name, isFolder: name.EndsWith('/'));
                if (sparse || header.Type is not ('0' or '\0' or '7'))
                    walk.Findings.Add(ArchiveRules.Unread.At(place.Inside(name).AtByte(start, $"type {header.Type}")));
                else
                    walk.Content(content, name, place.Inside(name), content.Left, depth);
                break;
        }
    }

    /// <summary>True when the entry only speaks of the next one.</summary>
    private bool Extends(char type, LimitedStream content, long start)
    {
        switch (type)
        {
            case 'g':
                return true;
            case 'x':
                var fields = PaxFields.Parse(Extension(content, start)) ?? throw Stop(start, "A pax header is malformed.");
                _pending = fields;
                return true;
            case 'L':
                _pending = _pending with { Path = LongText(content, start) };
                return true;
            case 'K':
                _pending = _pending with { Target = LongText(content, start) };
                return true;
            default:
                return false;
        }
    }

    private string LongText(LimitedStream content, long start) => Encoding.UTF8.GetString(Extension(content, start)).TrimEnd('\0');

    private byte[] Extension(LimitedStream content, long start)
    {
        if (content.Left > MaxExtension)
            throw Stop(start, $"A header claims {content.Left} bytes for a name.");
        var bytes = new byte[content.Left];
        if (content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw Stop(start, CutOff);
        return bytes;
    }

    /// <summary>Passes over what is left of the content and the zeros up to a whole block.</summary>
    private void Finish(LimitedStream content, long stated)
    {
        ArchiveWalk.Drain(content);
        var padding = (TarHeader.BlockLength - stated % TarHeader.BlockLength) % TarHeader.BlockLength;
        if (content.Left > 0 || tar.ReadAtLeast(_block.AsSpan(0, (int)padding), (int)padding, throwOnEndOfStream: false) < padding)
            throw Stop(_at, CutOff);
        _at += stated + padding;
    }

    /// <summary>A second block of zeros; what pads the last record does not matter.</summary>
    private void End()
    {
        if (!ReadBlock() || !IsZero())
            walk.Findings.Add(ArchiveRules.TarEnd.At(place.AtByte(_at)));
    }

    private bool IsZero() => _block.AsSpan().IndexOfAnyExcept((byte)0) < 0;

    private bool ReadBlock()
    {
        var count = tar.ReadAtLeast(_block, _block.Length, throwOnEndOfStream: false);
        if (count > 0 && count < _block.Length)
            throw Stop(_at, CutOff);
        _at += count;
        return count > 0;
    }

    private CheckStopException Stop(long at, string problem) => new(ArchiveRules.Tar.At(place.AtByte(at), problem));

    private const string CutOff = "The tar ends within an entry.";
}
