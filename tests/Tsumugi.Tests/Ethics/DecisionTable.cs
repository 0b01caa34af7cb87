using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Terms;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Ethics;

/// <summary>Reads <c>decisions.tsv</c>: conditions and purposes in the words of the Data Use Ontology's shorthands.</summary>
internal static class DecisionTable
{
    /// <summary>Each disease of the table with what it is a kind of.</summary>
    private static readonly FrozenDictionary<string, FrozenSet<string>> Wider = new Dictionary<string, FrozenSet<string>>
    {
        ["MONDO:0008903"] = FrozenSet.Create("MONDO:0004992"),
        ["MONDO:0005148"] = FrozenSet.Create("MONDO:0005015"),
    }.ToFrozenDictionary();

    public static readonly DateTime When = new(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);

    public static IReadOnlyList<string[]> Rows([CallerFilePath] string here = "") =>
    [
        .. File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, "decisions.tsv"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t')).Select(cells => cells.Length == 4 ? cells : [.. cells, ""]),
    ];

    public static IReadOnlyList<SourceConditions> Sources(string text) =>
        [.. text.Split(" + ").Select((one, at) => new SourceConditions(NodeRef.Of("dataset", $"lab/source-{at + 1}"), Conditions(one)))];

    public static DataUseConditions Conditions(string text)
    {
        var words = text.Split(' ');
        var (permission, diseases) = Named(words[0]);
        Assert.True(DuoTerms.TryRead(permission, out Permission read, out _), permission);
        var conditions = DataUseConditions.None with { Permission = read, Diseases = [.. diseases] };
        return words.Skip(1).Aggregate(conditions, With);
    }

    public static Purpose Purpose(string text) => text.Split(' ').Aggregate(new Purpose(), With);

    private static DataUseConditions With(DataUseConditions conditions, string word)
    {
        var (name, named) = Named(word);
        var set = named.ToImmutableSortedSet(StringComparer.Ordinal);
        return (name, word.Split('=')) switch
        {
            (_, ["licence", var licence]) => conditions with { Licences = [licence] },
            (_, ["training", var allowance]) => conditions with { ModelTraining = Enum.Parse<Allowance>(allowance) },
            (_, ["weights", var allowance]) => conditions with { WeightsRelease = Enum.Parse<Allowance>(allowance) },
            (_, ["outputs", var allowance]) => conditions with { OutputsRelease = Enum.Parse<Allowance>(allowance) },
            ("no-reidentification", _) => conditions with { NoReidentification = true },
            ("RS", _) when named.Length > 0 => conditions with { Limits = conditions.Limits with { ResearchTypes = set } },
            ("GS", _) when named.Length > 0 => conditions with { Limits = conditions.Limits with { Regions = set } },
            ("IS", _) when named.Length > 0 => conditions with { Limits = conditions.Limits with { Institutions = set } },
            ("PS", _) when named.Length > 0 => conditions with { Limits = conditions.Limits with { Projects = set } },
            ("US", _) when named.Length > 0 => conditions with { Limits = conditions.Limits with { Users = set } },
            ("TS", _) when named.Length > 0 => conditions with { Limits = conditions.Limits with { UseUntil = Day(named[0]) } },
            ("MOR", _) when named.Length > 0 => conditions with { Limits = conditions.Limits with { PublishFrom = Day(named[0]) } },
            _ => conditions with { Modifiers = conditions.Modifiers.Add(Modifier(name)) },
        };
    }

    private static Purpose With(Purpose purpose, string word) => word.Split('=') switch
    {
        ["research"] => purpose,
        ["biomedical", "no"] => purpose with { IsBiomedical = false },
        ["origins"] => purpose with { StudiesOrigins = true },
        ["clinical"] => purpose with { IsClinicalCare = true },
        ["genetics"] => purpose with { StudiesGenetics = true },
        ["methods"] => purpose with { DevelopsMethods = true },
        ["training"] => purpose with { DevelopsMethods = true, TrainsModel = true, MakesDerivative = true },
        ["weights"] => purpose with { ReleasesWeights = true },
        ["outputs"] => purpose with { ReleasesOutputs = true },
        ["reidentifies"] => purpose with { Reidentifies = true },
        ["commercial"] => purpose with { IsCommercial = true },
        ["forprofit"] => purpose with { ByForProfitOrganisation = true },
        ["disease", var term] => purpose with { Disease = new(term, Wider.GetValueOrDefault(term, FrozenSet<string>.Empty)) },
        ["type", var type] => purpose with { ResearchType = type },
        ["region", var region] => purpose with { Region = region },
        ["institution", var names] => purpose with { Institutions = [.. names.Split(',')] },
        ["project", var project] => purpose with { Project = project },
        ["user", var user] => purpose with { User = user },
        ["publishes", var day] => purpose with { PublishesOn = Day(day) },
        ["approval", var number] => purpose with { EthicsApproval = number },
        ["approval-until", var day] => purpose with { EthicsApprovalUntil = Day(day) },
        _ => throw new FormatException(word),
    };

    private static Modifier Modifier(string text)
    {
        Assert.True(DuoTerms.TryRead(text, out Modifier read, out _), text);
        return read;
    }

    // DS(MONDO:1,MONDO:2) names two; GRU names nothing.
    private static (string Name, string[] Named) Named(string word) => word.Split('(') switch
    {
        [var name, var named] => (name, named.TrimEnd(')').Split(',')),
        _ => (word, []),
    };

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
