namespace Tsumugi.Formats.Fasta;

/// <summary>Copies letters of a sequence whose place is known: upper case, without line ends.</summary>
public static class SequenceLetters
{
    private const int Block = 1 << 16;

    /// <param name="expanded">At its beginning; see <see cref="SequenceDigests.Expanded"/>.</param>
    /// <param name="start">First letter, from 0.</param>
    /// <param name="end">The one behind the last; at most the sequence's length.</param>
    /// <exception cref="InvalidDataException">The file ends before: it is not that which was read.</exception>
    public static async Task CopyAsync(Stream expanded, DigestedSequence place, long start, long end, Stream target, CancellationToken stop)
    {
        var isRegular = place.LineLetters > 0;
        var (block, skipped, left) = (new byte[Block], isRegular ? 0 : start, end - start);
        await GoAsync(expanded, isRegular ? place.Offset + (start / place.LineLetters * place.LineBytes) + (start % place.LineLetters) : place.Offset, block, stop);
        var (isStart, isComment) = (!isRegular, false);
        while (left > 0)
        {
            var count = await expanded.ReadAsync(block, stop);
            var kept = 0;
            for (var i = 0; i < count && left > 0; i++)
            {
                var b = block[i];
                isComment = isStart ? b == ';' : isComment && b != '\n';
                if (isStart && b == '>')
                    count = 0;
                isStart = b == '\n';
                var upper = (byte)(b & ~0x20);
                if (isComment || upper is < (byte)'A' or > (byte)'Z')
                    continue;
                if (skipped > 0)
                    skipped--;
                else
                    (block[kept++], left) = (upper, left - 1);
            }

            if (count == 0)
                throw new InvalidDataException($"The sequence {place.Md5} ends before its letter {end}.");
            await target.WriteAsync(block.AsMemory(0, kept), stop);
        }
    }

    private static async Task GoAsync(Stream stream, long offset, byte[] block, CancellationToken stop)
    {
        if (stream.CanSeek)
            stream.Position = offset;
        for (var left = stream.CanSeek ? 0 : offset; left > 0;)
        {
            var count = await stream.ReadAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)), stop);
            if (count == 0)
                throw new InvalidDataException($"The file ends before byte {offset}.");
            left -= count;
        }
    }
}
