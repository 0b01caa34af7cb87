using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Linkage.Systems;

/// <summary>The identifier systems that the hub knows: those that ship with it, and those that operators add.</summary>
public sealed class IdentifierSystems
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<IdentifierSystem>> Known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IdentifierSystem> _byName;

    private IdentifierSystems(IEnumerable<IdentifierSystem> all)
    {
        All = [.. all];
        _byName = All.ToDictionary(system => system.Name, StringComparer.Ordinal);
    }

    public static IReadOnlyList<IdentifierSystem> Shipped { get; } = [.. Texts().Where(text => text.Name != "identifiers.meanings").SelectMany(text => Sound(text.Name, ReadSystems.Run(text.Text)))];

    public static IReadOnlyDictionary<string, LinkMeaning> Meanings { get; } =
        ReadSystems.Yaml.Deserialize<List<MeaningForm>>(Texts().Single(text => text.Name == "identifiers.meanings").Text)
            .ToDictionary(form => form.Name, form => new LinkMeaning(form.Name, new(form.Forward.Ja!, form.Forward.En!), new(form.Backward.Ja!, form.Backward.En!)), StringComparer.Ordinal);

    public IReadOnlyList<IdentifierSystem> All { get; }

    public static async Task<IdentifierSystems> ReadAsync(HubDb db, CancellationToken stop)
    {
        var added = await db.Set<SystemRow>().AsNoTracking().OrderBy(row => row.Name).ToListAsync(stop);
        var own = added.Select(row => Known.GetOrAdd(row.Text, text => ReadSystems.Run(text).Value).First(system => system.Name == row.Name)).ToList();
        return new(Shipped.ExceptBy(own.Select(system => system.Name), system => system.Name).Concat(own));
    }

    /// <summary>Adds systems, or defines those of the same names anew; for operators.</summary>
    public static async Task<Outcome<IReadOnlyList<IdentifierSystem>>> AddAsync(HubDb db, Caller caller, string text, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var read = ReadSystems.Run(text);
        if (read.Refused)
            return read;
        foreach (var system in read.Value)
        {
            if (await db.Set<SystemRow>().FindAsync([system.Name], stop) is { } row)
                row.Text = text;
            else
                db.Add(new SystemRow { Name = system.Name, Text = text });
            db.Record(new()
            {
                Actor = caller.Node,
                Kind = "identifiers.defined",
                Subject = NodeRef.Of("identifiers", system.Name),
                Facts = new Dictionary<string, object?> { ["pattern"] = system.Pattern.Text, ["label"] = system.Label.En },
            });
        }

        await db.SaveChangesAsync(stop);
        return read;
    }

    public IdentifierSystem? Find(string name) => _byName.GetValueOrDefault(name);

    /// <returns>The system; an unknown name lists the known ones.</returns>
    public Outcome<IdentifierSystem> Named(string? name) => _byName.TryGetValue(name ?? "", out var system)
        ? system
        : Refusal.NotFound(new($"ID の体系「{name}」はありません。", $"There is no identifier system '{name}'."), Words.Same(string.Join(", ", _byName.Keys.Order(StringComparer.Ordinal))));

    /// <summary>By words of its label in either language, its name or its category.</summary>
    public IReadOnlyList<IdentifierSystem> Search(string? words)
    {
        var asked = (words ?? "").Split((char[])[' ', '　'], StringSplitOptions.RemoveEmptyEntries);
        return [.. All.Where(system => asked.All(word => ((string[])[system.Name, system.Label.Ja, system.Label.En, system.Category]).Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase))))];
    }

    /// <summary>Of which systems identifiers may be: those first that know the most of them, and of these the one whose pattern fits the fewest others' examples.</summary>
    public IReadOnlyList<(IdentifierSystem System, int Count)> Recognise(IReadOnlyCollection<string> identifiers) =>
    [
        .. All.Select(system => (System: system, Count: identifiers.Count(system.Recognises))).Where(found => found.Count > 0)
            .OrderByDescending(found => found.Count)
            .ThenBy(found => All.Count(other => other.Examples.Any(found.System.Recognises)))
            .ThenBy(found => found.System.Name, StringComparer.Ordinal),
    ];

    private static IEnumerable<(string Name, string Text)> Texts()
    {
        var assembly = typeof(IdentifierSystems).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("identifiers.", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name, reader.ReadToEnd());
        }
    }

    private static IReadOnlyList<IdentifierSystem> Sound(string name, Outcome<IReadOnlyList<IdentifierSystem>> read) => read.Refused
        ? throw new InvalidOperationException($"{name}: {read.Refusal!.Reason.En} {string.Join(' ', read.Refusal.Fields)}")
        : read.Value;

    internal sealed class MeaningForm
    {
        public string Name { get; set; } = "";

        public ReadSystems.WordsForm Forward { get; set; } = new();

        public ReadSystems.WordsForm Backward { get; set; } = new();
    }
}
