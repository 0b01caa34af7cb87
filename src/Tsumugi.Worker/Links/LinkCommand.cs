using System.Text.Json;
using Tsumugi.Formats;
using Tsumugi.Formats.Links;
using Tsumugi.Formats.Links.Patterns;
using Tsumugi.Formats.Links.Sources;

namespace Tsumugi.Worker.Links;

/// <summary><c>link ORDER</c>: loads links from a file of strangers into a store, in a process that may be killed. Its last line says how it went.</summary>
internal static class LinkCommand
{
    private static readonly IReadOnlyList<ILinkSource> Sources = [new TsvLinks(), new ParquetLinks(), new SqliteLinks(), new NTriplesLinks()];

    public static async Task<int> RunAsync(string path, CancellationToken stop)
    {
        var order = JsonSerializer.Deserialize(await File.ReadAllTextAsync(path, stop), LinkJson.Default.LinkOrder)!;
        var outcome = await LoadAsync(order, stop);
        Console.WriteLine(JsonSerializer.Serialize(outcome, LinkJson.Default.LinkOutcome));
        return outcome.Fault is null ? ExitCodes.Done : ExitCodes.UnfitData;
    }

    public static async Task<LinkOutcome> LoadAsync(LinkOrder order, CancellationToken stop)
    {
        try
        {
            var source = Sources.FirstOrDefault(known => known.Name == order.Format)
                ?? throw new FormatException($"There is no format '{order.Format}'; there are {string.Join(", ", Sources.Select(known => known.Name))}.");
            using var builder = new LinkFileBuilder(order.Store, order.Memory);
            await source.ReadAsync(order.Path, order.Columns, new(order.File, End(order.From), End(order.To), builder), stop);
            return new(builder.End(stop), null);
        }
        catch (Exception error) when (error is InvalidFileException or FormatException or IOException or OutOfMemoryException)
        {
            return new(null, error.Message);
        }
    }

    private static LinkEnd End(LinkOrderEnd end) => new(end.Name, IdentifierPattern.Parse(end.Pattern), end.Prefixes);
}
