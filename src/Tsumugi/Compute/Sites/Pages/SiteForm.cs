using System.Globalization;
using Tsumugi.Client.Compute;

namespace Tsumugi.Compute.Sites.Pages;

/// <summary>What the form of a site holds, as it was typed.</summary>
internal sealed class SiteForm
{
    public string? Id { get; set; }
    public string? NameJa { get; set; }
    public string? NameEn { get; set; }
    public string? Institution { get; set; }
    public bool Open { get; set; }
    public string? Endpoint { get; set; }
    public string? User { get; set; }
    public string? Account { get; set; }
    public string? Version { get; set; }
    public string? Worker { get; set; }
    public string? DataFolder { get; set; }
    public string? Secret { get; set; }
    public string? CoreHour { get; set; }
    public string? GpuHour { get; set; }
    public string? MostCores { get; set; }
    public string? MostMemoryMiB { get; set; }
    public string? MostGpus { get; set; }
    public string? MostMinutes { get; set; }
    public string? HeldData { get; set; }
    public bool Commands { get; set; }
    public bool Network { get; set; }
    public string? Images { get; set; }
    public string? Logins { get; set; }
    public string? Shares { get; set; }
    public string? MaintenanceFrom { get; set; }
    public string? MaintenanceUntil { get; set; }
    public string? MaintenanceReason { get; set; }

    public static SiteForm Of(Site? site) => site is null ? new() { Open = true, Version = "v0.0.38" } : new()
    {
        Id = site.Id,
        NameJa = site.NameJa,
        NameEn = site.NameEn,
        Institution = site.InstitutionId,
        Open = site.Open,
        Endpoint = site.Slurm?.Endpoint,
        User = site.Slurm?.User,
        Account = site.Slurm?.Account,
        Version = site.Slurm?.Version,
        Worker = site.Slurm?.Worker,
        DataFolder = site.Slurm?.DataFolder,
        CoreHour = Written(site.Prices.CoreHour),
        GpuHour = Written(site.Prices.GpuHour),
        MostCores = Written(site.Policies.MostCores),
        MostMemoryMiB = Written(site.Policies.MostMemoryMiB),
        MostGpus = Written(site.Policies.MostGpus),
        MostMinutes = Written(site.Policies.MostMinutes),
        HeldData = string.Join('\n', site.Policies.HeldData),
        Commands = site.AllowsCommands,
        Network = site.Policies.Network,
        Images = Pairs(site.Policies.Images),
        Logins = Pairs(site.Policies.Logins),
        Shares = Pairs(site.Policies.Shares.ToDictionary(pair => pair.Key, pair => Written(pair.Value))),
    };

    /// <param name="existing">Keeps what the form does not show: prices of GPU models, windows of maintenance.</param>
    public SiteRequest ToRequest(string engine, Site? existing) => new()
    {
        NameJa = NameJa ?? "",
        NameEn = NameEn ?? "",
        Institution = Text(Institution),
        Engine = engine,
        Open = Open,
        Slurm = engine == Site.Embedded ? null : new()
        {
            Endpoint = Endpoint?.Trim() ?? "",
            User = User?.Trim() ?? "",
            Account = Text(Account),
            Version = Text(Version) ?? "",
            Worker = Text(Worker),
            DataFolder = Text(DataFolder),
        },
        Secret = Text(Secret),
        Prices = new() { CoreHour = Price(CoreHour), GpuHour = Price(GpuHour), GpuModels = existing?.Prices.GpuModels ?? new Dictionary<string, decimal>() },
        Policies = new()
        {
            MostCores = Count(MostCores),
            MostMemoryMiB = Count(MostMemoryMiB),
            MostGpus = Count(MostGpus),
            MostMinutes = Count(MostMinutes),
            HeldData = Lines(HeldData),
            Commands = Commands,
            Network = Network,
            Images = Pairs(Images),
            Logins = Pairs(Logins),
            Shares = Pairs(Shares).ToDictionary(pair => pair.Key, pair => double.TryParse(pair.Value, CultureInfo.InvariantCulture, out var share) ? share : -1),
        },
        Maintenance = [.. existing?.Maintenance ?? [], .. NewWindow()],
    };

    private IEnumerable<MaintenanceWindow> NewWindow()
    {
        if (Text(MaintenanceFrom) is { } from && Text(MaintenanceUntil) is { } until)
            yield return new(Moment(from), Moment(until), MaintenanceReason ?? "", MaintenanceReason ?? "");
    }

    // What is no number becomes one that is refused with the field's own words.
    private static decimal Price(string? text) =>
        string.IsNullOrWhiteSpace(text) ? 0 : decimal.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : -1;

    private static int? Count(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1;

    private static DateTime Moment(string text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value) ? value : DateTime.MinValue;

    private static string[] Lines(string? text) => (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Dictionary<string, string> Pairs(string? text) =>
        Lines(text).Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries)).DistinctBy(parts => parts[0]).ToDictionary(parts => parts[0], parts => parts.ElementAtOrDefault(1) ?? "");

    private static string Pairs(IReadOnlyDictionary<string, string> pairs) => string.Join('\n', pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} = {pair.Value}"));

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Written(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";
}
