using System.Runtime.CompilerServices;
using System.Text;
using Tsumugi.Formats.Fasta;
using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Data.Sources;

internal sealed class FastaRows : IRowSource
{
    public async IAsyncEnumerable<DataRow> ReadAsync(SourceFiles files, DataRecipe recipe, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken stop)
    {
        SourceFiles.RequireNone(columns, "FASTA");
        foreach (var path in files.Chosen)
        {
            await using var file = files.Open(path);
            using var reader = new FastaReader(file, path);
            while (await reader.ReadAsync(stop) is { } record)
                yield return new($"{path}, line {record.Line} ({record.Name})", Encoding.ASCII.GetString(record.Sequence), default, []);
        }
    }
}
