using System.Runtime.CompilerServices;
using System.Text;
using Tsumugi.Formats.Fastq;
using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Data.Sources;

/// <summary>Reads of a sequencer, good enough ones to learn from.</summary>
internal sealed class FastqRows : IRowSource
{
    public async IAsyncEnumerable<DataRow> ReadAsync(SourceFiles files, DataRecipe recipe, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken stop)
    {
        SourceFiles.RequireNone(columns, "FASTQ");
        var mostError = Math.Pow(10, -recipe.MinQuality / 10);
        foreach (var path in files.Chosen)
        {
            await using var file = files.Open(path);
            using var reader = new FastqReader(file, path);
            while (await reader.ReadAsync(stop) is { } read)
            {
                // A read that trimming has emptied says nothing.
                var isGood = read.Sequence.Length > 0 && read.MeanError() <= mostError;
                yield return new($"{path}, line {read.Line} ({read.Name})", isGood ? Encoding.ASCII.GetString(read.Sequence) : "", isGood ? default : DataUse.Neither, []);
            }
        }
    }
}
