using System.Runtime.CompilerServices;
using System.Text;
using Tsumugi.Formats.Fasta;
using Tsumugi.Formats.Fastq;
using Tsumugi.Formats.Tables;

namespace Tsumugi.Formats.Sequences;

/// <summary>Names and sequences of a file of any format that holds them, one after the other.</summary>
public static class SequenceFiles
{
    private delegate IAsyncEnumerable<NamedSequence> Reading(Stream file, string path, SequenceOptions options, CancellationToken ct);

    // By the ending of the name, .gz apart.
    private static readonly (string[] Endings, bool Packs, Reading Read)[] Formats =
    [
        ([".fasta", ".fa", ".fna", ".faa", ".ffn", ".fas"], true, FastaAsync),
        ([".fastq", ".fq"], true, FastqAsync),
        ([".csv", ".tsv"], true, TableSequences.DelimitedAsync),
        ([".parquet"], false, TableSequences.ParquetAsync),
    ];

    /// <param name="path">Its ending says what the file is; also for errors.</param>
    /// <param name="file">Seekable where it is Parquet; stays open.</param>
    /// <exception cref="InvalidFileException">The name is none of a file of sequences, or the file breaks its format or a cap.</exception>
    public static IAsyncEnumerable<NamedSequence> ReadAsync(string path, Stream file, SequenceOptions options, CancellationToken ct = default)
    {
        options.Validate();
        var compressed = TableFiles.IsCompressed(path);
        var ending = Path.GetExtension(compressed ? path[..^3] : path).ToLowerInvariant();
        foreach (var (endings, packs, read) in Formats)
        {
            if (endings.Contains(ending) && (packs || !compressed))
                return read(file, path, options, ct);
        }
        throw TableFault.At(path, "file name", "This is no file of sequences that is read here.",
            $"Use {string.Join(", ", Formats.SelectMany(format => format.Endings))} (text also with .gz).");
    }

    private static async IAsyncEnumerable<NamedSequence> FastaAsync(Stream file, string path, SequenceOptions options, [EnumeratorCancellation] CancellationToken ct)
    {
        using var reader = new FastaReader(file, path, new() { Text = options.Text, MaxRecordLetters = options.MaxLetters });
        while (await reader.ReadAsync(ct) is { } record)
            yield return new(record.Name, Encoding.ASCII.GetString(record.Sequence));
    }

    private static async IAsyncEnumerable<NamedSequence> FastqAsync(Stream file, string path, SequenceOptions options, [EnumeratorCancellation] CancellationToken ct)
    {
        using var reader = new FastqReader(file, path, new() { Text = options.Text, MaxReadBases = options.MaxLetters });
        while (await reader.ReadAsync(ct) is { } record)
            yield return new(record.Name, Encoding.ASCII.GetString(record.Sequence));
    }
}
