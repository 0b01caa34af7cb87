using System.Globalization;
using Tsumugi.Formats.Bgzf;

namespace Tsumugi.Datasets.Htsget;

/// <summary>The parts of a ticket, in the order of the file.</summary>
/// <param name="address">Where the file's bytes are fetched.</param>
internal sealed class TicketParts(BgzfReader reader, string address)
{
    /// <summary>A larger header is fetched by its range, so that no ticket has more than some megabytes.</summary>
    private const int MostInline = 1 << 20;

    /// <summary>Of one address: what fails is fetched again.</summary>
    private const long MostRange = 1L << 30;

    private const string Inline = "data:application/octet-stream;base64,";

    private readonly List<HtsgetUrl> _urls = [];

    public IReadOnlyList<HtsgetUrl> Urls => _urls;

    // Clients drop the first address of a ticket to be rid of a header that they have already: so it is in that one alone, as long as it fits.
    public async Task AddHeaderAsync(IndexedHeader header, CancellationToken stop)
    {
        if (header.End.Within > 0 && header.Bytes.Length <= MostInline)
            AddData(header.Bytes, HtsgetUrl.Header);
        else
            await AddChunkAsync(new(default, header.End), stop, HtsgetUrl.Header);
    }

    /// <summary>Whole blocks by their range; of a first or a last one that holds other records, too, what belongs here.</summary>
    public async Task AddChunkAsync(IndexedChunk chunk, CancellationToken stop, string kind = HtsgetUrl.Body)
    {
        var (from, to) = (chunk.Start.Block, chunk.End.Block);
        if (chunk.Start.Within > 0)
        {
            var first = await BlockAsync(chunk.Start, stop);
            if (from == to)
            {
                Check(chunk.End, first);
                AddData(first.Data.AsSpan(chunk.Start.Within..chunk.End.Within), kind);
                return;
            }

            AddData(first.Data.AsSpan(chunk.Start.Within), kind);
            from = first.Next;
        }

        var last = chunk.End.Within > 0 ? await BlockAsync(chunk.End, stop) : null;
        if (last?.Data.Length == chunk.End.Within)
            (to, last) = (last.Next, null);
        AddRange(from, to, kind);
        if (last is not null)
            AddData(last.Data.AsSpan(0, chunk.End.Within), kind);
    }

    /// <summary>Everything from a place to the end of the file, without its mark.</summary>
    public async Task AddRestAsync(VirtualOffset start, CancellationToken stop)
    {
        var mark = BgzfWriter.EndOfFile.Length;
        var end = reader.Length;
        if (end - mark >= start.Block && start.Block < end && await reader.IsEndAsync(end - mark, stop))
            end -= mark;
        await AddChunkAsync(new(start, VirtualOffset.At(end)), stop);
    }

    public void AddEnd(string kind) => _urls.Add(new(Inline + Convert.ToBase64String(BgzfWriter.EndOfFile), null, kind));

    /// <param name="end">First byte behind it.</param>
    public void AddRange(long start, long end, string? kind)
    {
        for (; start < end; start += Math.Min(MostRange, end - start))
        {
            var last = Math.Min(start + MostRange, end) - 1;
            _urls.Add(new(address, new Dictionary<string, string> { ["Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes={start}-{last}") }, kind));
        }
    }

    private void AddData(ReadOnlySpan<byte> data, string kind)
    {
        if (!data.IsEmpty)
            _urls.Add(new(Inline + Convert.ToBase64String(BgzfWriter.Pack(data)), null, kind));
    }

    private async Task<BgzfBlock> BlockAsync(VirtualOffset place, CancellationToken stop)
    {
        var block = await reader.ReadAsync(place.Block, stop) ?? throw reader.Fault(place.Block, "The index points behind the end of the file.", Again);
        Check(place, block);
        return block;
    }

    private void Check(VirtualOffset place, BgzfBlock block)
    {
        if (place.Within > block.Data.Length)
            throw reader.Fault(place.Block, $"The index points at byte {place.Within} of a block that expands to {block.Data.Length}.", Again);
    }

    private const string Again = "The index is of another file; make it again, with samtools index, bcftools index or tabix.";
}
