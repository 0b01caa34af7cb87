using System.Globalization;
using Tsumugi.Client.Datasets;
using Tsumugi.Federating.Privacy;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Tsumugi.Federating.Site;

/// <summary>Reads a site's <c>policy.yaml</c>; what it does not understand makes the whole of it worthless, so that nothing is allowed by mistake.</summary>
public static class PolicyReader
{
    private const int MostCharacters = 1 << 18;

    /// <exception cref="InvalidPolicyException">With every fault.</exception>
    public static SitePolicy Read(string text)
    {
        if (text.Length > MostCharacters)
            throw new InvalidPolicyException([$"it is longer than {MostCharacters} characters"]);
        PolicyFile file;
        try
        {
            file = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking().Build().Deserialize<PolicyFile>(text)
                ?? throw new InvalidPolicyException(["it is empty"]);
        }
        catch (YamlException error)
        {
            throw new InvalidPolicyException([$"line {error.Start.Line}: {error.InnerException?.Message ?? error.Message}"]);
        }

        var faults = new List<string>();
        Need(file.Recipes is { Count: > 0 }, "'recipes' names at least one recipe");
        Need(file.Datasets is { Count: > 0 }, "'datasets' names at least one dataset");
        Need(file.MostRounds is >= 1 and <= 1_000_000, "'mostRounds' is a whole number from 1");
        Need(file.Approval is "automatic" or "manual", "'approval' is automatic or manual");
        (TimeOnly, TimeOnly)? hours = null;
        if (file.Hours is { } said)
        {
            hours = said.Split('-') is [var from, var until] && TryTime(from, out var begins) && TryTime(until, out var ends) ? (begins, ends) : null;
            Need(hours is not null, "'hours' is written like 22:00-06:00");
        }

        var datasets = (file.Datasets ?? []).Where(row => row.Value is not null).ToDictionary(row => row.Key, row => Dataset(row.Key, row.Value, faults), StringComparer.Ordinal);
        return faults.Count > 0 ? throw new InvalidPolicyException(faults) : new SitePolicy
        {
            Recipes = file.Recipes!,
            Datasets = datasets,
            MostRounds = file.MostRounds!.Value,
            Hours = hours,
            ManualApproval = file.Approval == "manual",
            OnlyMasked = file.OnlyMasked,
        };

        void Need(bool holds, string otherwise)
        {
            if (!holds)
                faults.Add(otherwise);
        }
    }

    private static SiteDataset Dataset(string name, DatasetFile file, List<string> faults)
    {
        void Need(bool holds, string otherwise)
        {
            if (!holds)
                faults.Add($"datasets.{name}: {otherwise}");
        }

        Need(file.Folder is { } folder && Path.IsPathFullyQualified(folder) && Directory.Exists(folder), $"'folder' is the absolute path of a folder that is there, not '{file.Folder}'");
        Need(file.MinimumRows is >= 1, "'minimumRows' is a whole number from 1");
        Need(!string.IsNullOrWhiteSpace(file.Licence), "'licence' is an SPDX identifier");
        Need(!string.IsNullOrWhiteSpace(file.Permission), "'permission' is one of the Data Use Ontology");
        Need(file.Privacy is null || file.Privacy is { Epsilon: > 0 and <= 1000, Delta: > 0 and < 1 }, "'privacy' has an 'epsilon' above 0 and a 'delta' between 0 and 1");
        DateOnly until = default;
        Need(file.UseUntil is null || DateOnly.TryParseExact(file.UseUntil, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out until), "'useUntil' is a day like 2027-03-31");
        return new()
        {
            Name = name,
            Folder = file.Folder ?? "",
            MinimumRows = file.MinimumRows ?? int.MaxValue,
            Budget = file.Privacy is { } privacy ? new(privacy.Epsilon, privacy.Delta) : null,
            Declared = new()
            {
                Institution = "",
                Name = name,
                TitleJa = file.TitleJa ?? "",
                TitleEn = file.TitleEn ?? "",
                Visibility = "institution",
                Licence = file.Licence ?? "",
                Permission = file.Permission ?? "",
                Diseases = file.Diseases ?? [],
                Modifiers = file.Modifiers ?? [],
                Limits = new()
                {
                    Institutions = file.Institutions,
                    Projects = file.Projects,
                    Regions = file.Regions,
                    UseUntil = file.UseUntil is null ? null : until,
                },
                ModelTraining = file.ModelTraining,
                WeightsRelease = file.WeightsRelease,
                OutputsRelease = file.OutputsRelease,
                NoReidentification = file.NoReidentification,
            },
        };
    }

    private static bool TryTime(string text, out TimeOnly time) => TimeOnly.TryParseExact(text.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    private sealed class PolicyFile
    {
        public List<string>? Recipes { get; set; }

        public Dictionary<string, DatasetFile>? Datasets { get; set; }

        public int? MostRounds { get; set; }

        public string? Hours { get; set; }

        public string? Approval { get; set; }

        public bool OnlyMasked { get; set; }
    }

    private sealed class DatasetFile
    {
        public string? Folder { get; set; }

        public int? MinimumRows { get; set; }

        public BudgetFile? Privacy { get; set; }

        public string? TitleJa { get; set; }

        public string? TitleEn { get; set; }

        public string? Licence { get; set; }

        public string? Permission { get; set; }

        public List<string>? Diseases { get; set; }

        public List<string>? Modifiers { get; set; }

        public List<string>? Institutions { get; set; }

        public List<string>? Projects { get; set; }

        public List<string>? Regions { get; set; }

        public string? UseUntil { get; set; }

        public string? ModelTraining { get; set; }

        public string? WeightsRelease { get; set; }

        public string? OutputsRelease { get; set; }

        public bool NoReidentification { get; set; }
    }

    private sealed class BudgetFile
    {
        public double Epsilon { get; set; }

        public double Delta { get; set; }
    }
}

/// <summary>A policy that cannot be read; nothing is allowed until it is mended.</summary>
public sealed class InvalidPolicyException(IReadOnlyList<string> faults) : Exception($"policy.yaml cannot be read: {string.Join("; ", faults)}.");
