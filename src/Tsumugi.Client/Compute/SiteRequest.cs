namespace Tsumugi.Client.Compute;

/// <summary>Makes or changes a site: the body of <c>PUT /api/v1/compute/sites/{id}</c>.</summary>
public sealed record SiteRequest
{
    public required string NameJa { get; init; }

    public required string NameEn { get; init; }

    /// <summary>The institution that runs it; null for the hub's own machine.</summary>
    public string? Institution { get; init; }

    /// <summary><c>local</c> or <c>slurm</c>; cannot be changed later.</summary>
    public required string Engine { get; init; }

    /// <summary>Whether new jobs are placed there.</summary>
    public bool Open { get; init; } = true;

    /// <summary>How its engine is reached; null for the local one.</summary>
    public SlurmAccess? Slurm { get; init; }

    /// <summary>The engine's credential, a JSON Web Token of Slurm; null keeps the one that the hub has. Never shown again.</summary>
    public string? Secret { get; init; }

    /// <summary>Programme credits of one hour, by unit.</summary>
    public SitePrices Prices { get; init; } = new();

    public SitePolicies Policies { get; init; } = new();

    /// <summary>Times at which nothing new begins there.</summary>
    public IReadOnlyList<MaintenanceWindow> Maintenance { get; init; } = [];
}

/// <summary>How the hub reaches a Slurm.</summary>
public sealed record SlurmAccess
{
    /// <summary>Address of slurmrestd.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The user in whose name jobs are submitted.</summary>
    public required string User { get; init; }

    /// <summary>Slurm's account; null for the user's own default.</summary>
    public string? Account { get; init; }

    /// <summary>Version of the interface, for example <c>v0.0.38</c>.</summary>
    public string Version { get; init; } = "v0.0.38";

    /// <summary>Command that starts the worker on a node; null for this hub's own program.</summary>
    public string? Worker { get; init; }

    /// <summary>Where nodes see the hub's state folder; null when at the same path.</summary>
    public string? DataFolder { get; init; }
}

/// <summary>Programme credits of one hour of each unit.</summary>
public sealed record SitePrices
{
    public decimal CoreHour { get; init; }

    /// <summary>Of one GPU of a model that has no price of its own.</summary>
    public decimal GpuHour { get; init; }

    /// <summary>GPU model → price.</summary>
    public IReadOnlyDictionary<string, decimal> GpuModels { get; init; } = new Dictionary<string, decimal>();
}

/// <summary>What one job may take of a site, and which data stay there.</summary>
public sealed record SitePolicies
{
    public int? MostCores { get; init; }

    public int? MostMemoryMiB { get; init; }

    public int? MostGpus { get; init; }

    public int? MostMinutes { get; init; }

    /// <summary>Datasets (<c>dataset:institution/name</c>) and institutions (<c>institution:name</c>, all of theirs) that may not leave this site.</summary>
    public IReadOnlyList<string> HeldData { get; init; } = [];

    /// <summary>Whether jobs may be commands; null stands for yes on the hub's own machine, no elsewhere.</summary>
    public bool? Commands { get; init; }

    /// <summary>Whether commands reach the network.</summary>
    public bool Network { get; init; }

    /// <summary>Image's name, for example <c>busybox:1.35</c> → folder of its unpacked root file system, as the machines of the site see it.</summary>
    public IReadOnlyDictionary<string, string> Images { get; init; } = new Dictionary<string, string>();

    /// <summary>Institution → its share of the site against the others'; 1 for those that are not named.</summary>
    public IReadOnlyDictionary<string, double> Shares { get; init; } = new Dictionary<string, double>();

    /// <summary>Person → their login at the site, where the hub keeps the site's accounts: they may submit there themselves, on what they may use. Shown to operators only.</summary>
    public IReadOnlyDictionary<string, string> Logins { get; init; } = new Dictionary<string, string>();
}

/// <param name="From">UTC.</param>
/// <param name="Until">UTC.</param>
public sealed record MaintenanceWindow(DateTime From, DateTime Until, string ReasonJa, string ReasonEn);
