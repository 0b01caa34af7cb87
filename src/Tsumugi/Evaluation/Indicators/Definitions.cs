using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Evaluation.Indicators;

/// <summary>A definition with its number in the records.</summary>
public sealed record KnownIndicator(DefinitionRow Row, IndicatorDefinition Definition);

/// <summary>The definitions that the hub counts by: those that ship with it, and those that the programme office adds.</summary>
public static class Definitions
{
    /// <summary>The start page asks for all of them, so the same text is read once. Texts come from operators and from this program: they are few.</summary>
    private static readonly ConcurrentDictionary<string, IndicatorDefinition> Known = new(StringComparer.Ordinal);

    /// <summary>In the order in which pages show them.</summary>
    public static IReadOnlyList<IndicatorDefinition> Shipped { get; } = [.. ReadShipped()];

    /// <summary>Takes in what ships with this program and is not in the records yet.</summary>
    /// <exception cref="InvalidOperationException">When a shipped formula was changed and kept its version.</exception>
    public static async Task TakeShippedAsync(HubDb db, CancellationToken stop)
    {
        var known = (await db.Set<DefinitionRow>().ToListAsync(stop)).ToDictionary(row => (row.Name, row.Version));
        foreach (var shipped in Shipped)
        {
            if (!known.TryGetValue((shipped.Name, shipped.Version), out var row))
                Add(db, NodeRef.Of("hub", "self"), shipped);
            else if (ReadDefinition.Run(row.Text).Value.Meaning != shipped.Meaning)
                throw new InvalidOperationException($"The formula of indicator {shipped.Name} was changed and its version is still {shipped.Version}; give it the next one.");
            else
                row.Text = shipped.Text;
        }

        await db.SaveChangesAsync(stop);
    }

    /// <summary>A new indicator, or a new version of one.</summary>
    public static async Task<Outcome<IndicatorDefinition>> AddAsync(HubDb db, Caller caller, string text, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var read = ReadDefinition.Run(text);
        if (read.Refused)
            return read;
        var newest = await db.Set<DefinitionRow>().Where(row => row.Name == read.Value.Name).MaxAsync(row => (int?)row.Version, stop) ?? 0;
        if (read.Value.Version != newest + 1)
        {
            return Refusal.Conflict(
                "wrong-version",
                new($"{read.Value.Name} の次の版は {newest + 1} です（{read.Value.Version} ではありません）。", $"The next version of {read.Value.Name} is {newest + 1}, not {read.Value.Version}."),
                new("version を書き換えてください。前の版はそのまま残り、並べて見られます。", "Change its version. The versions before stay, and can be shown beside it."));
        }

        Add(db, caller.Node, read.Value);
        await db.SaveChangesAsync(stop);
        return read;
    }

    /// <returns>Every version of every indicator: shipped ones in their order first, newest version first.</returns>
    public static async Task<IReadOnlyList<KnownIndicator>> AllAsync(HubDb db, CancellationToken stop)
    {
        var order = Shipped.Select((one, at) => (one.Name, at)).ToDictionary();
        var rows = await db.Set<DefinitionRow>().AsNoTracking().OrderBy(row => row.Id).ToListAsync(stop);
        return
        [
            .. rows.Select(row => new KnownIndicator(row, Known.GetOrAdd(row.Text, text => ReadDefinition.Run(text).Value)))
                .OrderBy(known => order.GetValueOrDefault(known.Row.Name, int.MaxValue)).ThenBy(known => known.Row.Name, StringComparer.Ordinal).ThenByDescending(known => known.Row.Version),
        ];
    }

    /// <returns>The version asked for, or the newest; an unknown name lists the known ones.</returns>
    public static async Task<Outcome<KnownIndicator>> FindAsync(HubDb db, string name, int? version, CancellationToken stop)
    {
        var all = await AllAsync(db, stop);
        return all.FirstOrDefault(known => known.Row.Name == name && (version is null || known.Row.Version == version)) is { } found
            ? found
            : Refusal.NotFound(
                version is null ? new($"指標「{name}」はありません。", $"There is no indicator '{name}'.") : new($"指標「{name}」に第 {version} 版はありません。", $"There is no version {version} of an indicator '{name}'."),
                Words.Same(string.Join(", ", all.Select(known => version is null ? known.Row.Name : $"{known.Row.Name} {known.Row.Version}").Distinct())));
    }

    private static void Add(HubDb db, NodeRef actor, IndicatorDefinition made)
    {
        db.Add(new DefinitionRow { Name = made.Name, Version = made.Version, Text = made.Text });
        db.Record(new()
        {
            Actor = actor,
            Kind = "indicator.defined",
            Subject = NodeRef.Of("indicator", made.Name),
            Facts = new Dictionary<string, object?> { ["version"] = made.Version, ["meaning"] = made.Meaning },
        });
    }

    private static IEnumerable<IndicatorDefinition> ReadShipped()
    {
        const string Prefix = "indicator.";
        var assembly = typeof(Definitions).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var read = ReadDefinition.Run(reader.ReadToEnd());
            yield return read.Refused ? throw new InvalidOperationException($"{name}: {read.Refusal!.Reason.En} {string.Join(' ', read.Refusal.Fields)}") : read.Value;
        }
    }
}
