using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Bgzf;

/// <summary>What stands before the first record of a BAM, BCF or bgzipped VCF file.</summary>
/// <param name="Bytes">The header as the format writes it, expanded.</param>
/// <param name="References">Names in the order of their numbers; of VCF those that the header declares.</param>
/// <param name="End">Where the first record begins.</param>
public sealed record IndexedHeader(IndexedFormat Format, byte[] Bytes, IReadOnlyList<string> References, VirtualOffset End)
{
    /// <summary>A header of a million contigs has less.</summary>
    public const int MostBytes = 64 << 20;

    /// <exception cref="InvalidFileException">The file is none of these, or damaged.</exception>
    public static async Task<IndexedHeader> ReadAsync(BgzfReader reader, CancellationToken stop)
    {
        var bytes = new MemoryStream();
        HeaderScan? scan = null;
        for (var offset = 0L; ;)
        {
            var block = await reader.ReadAsync(offset, stop);
            if (block is null && scan is not { MayEndWithFile: true })
                throw reader.Fault(offset, "The file ends within its header.", FaultSite.FetchAgain);
            var before = (int)bytes.Length;
            bytes.Write(block?.Data ?? []);
            var known = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
            if (scan is null && known.Length >= HeaderScan.Magic)
                scan = HeaderScan.Of(known, reader);
            if (scan?.End(known, ended: block is null) is { } end)
            {
                var place = block is null || end - before == block.Data.Length ? VirtualOffset.At(block?.Next ?? offset) : VirtualOffset.At(offset, end - before);
                return new(scan.Format, known[..end].ToArray(), scan.References, place);
            }

            if (bytes.Length > MostBytes)
                throw reader.Fault(offset, $"The header has more than {MostBytes >> 20} MiB.", "Remove lines from the header that nobody needs, for example with samtools reheader or bcftools annotate.");
            offset = block!.Next;
        }
    }
}
