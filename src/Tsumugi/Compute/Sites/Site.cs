using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Client.Compute;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Compute.Sites;

/// <summary>A place where jobs run: whose it is, how its engine is reached, what it has, costs and allows.</summary>
public sealed record Site
{
    /// <summary>The hub's own machine, which is there by itself.</summary>
    public const string Embedded = "local";

    public required string Id { get; init; }

    public required string NameJa { get; set; }

    public required string NameEn { get; set; }

    /// <summary>Null for the hub's own machine.</summary>
    public string? InstitutionId { get; set; }

    /// <summary>Name of the executor that runs its jobs.</summary>
    public required string Engine { get; init; }

    public bool Open { get; set; } = true;

    public SlurmAccess? Slurm { get; set; }

    /// <summary>The engine's credential, encrypted by <see cref="SiteSecrets"/>.</summary>
    public string? ProtectedSecret { get; set; }

    public DateTime? SecretUntil { get; set; }

    /// <summary>As the engine last told.</summary>
    public IReadOnlyList<SitePartition> Partitions { get; set; } = [];

    public SitePrices Prices { get; set; } = new();

    public SitePolicies Policies { get; set; } = new();

    public IReadOnlyList<MaintenanceWindow> Maintenance { get; set; } = [];

    public Words Name => new(NameJa, NameEn);

    public NodeRef Node => NodeRef.Of("site", Id);

    /// <summary>The window that the instant falls into, or null.</summary>
    public MaintenanceWindow? MaintenanceAt(DateTime instant) => Maintenance.FirstOrDefault(window => window.From <= instant && instant < window.Until);

    /// <summary>A machine that the hub's own operators run may, where nobody said otherwise; another's may when they say so.</summary>
    public bool AllowsCommands => Policies.Commands ?? Id == Embedded;

    public static SitePolicies WithoutLogins(SitePolicies policies) => policies with { Logins = new Dictionary<string, string>() };

    /// <param name="logins">Whether people's logins may be seen.</param>
    public SiteView ToView(SiteHealth health, bool logins) => new()
    {
        Id = Id,
        NameJa = NameJa,
        NameEn = NameEn,
        Institution = InstitutionId,
        Engine = Engine,
        Open = Open,
        Slurm = Slurm,
        HasSecret = ProtectedSecret is not null,
        SecretUntil = SecretUntil,
        Partitions = Partitions,
        Prices = Prices,
        Policies = logins ? Policies : WithoutLogins(Policies),
        Maintenance = Maintenance,
        Health = health,
    };
}

internal sealed class SiteTable : IEntityTypeConfiguration<Site>
{
    public void Configure(EntityTypeBuilder<Site> builder)
    {
        builder.ToTable("compute_site").HasKey(row => row.Id);
        builder.Ignore(row => row.Name).Ignore(row => row.Node).Ignore(row => row.AllowsCommands);
        builder.HasOne<Institutions.Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.Property(row => row.Slurm).AsJson();
        builder.Property(row => row.Partitions).AsJson();
        builder.Property(row => row.Prices).AsJson();
        builder.Property(row => row.Policies).AsJson();
        builder.Property(row => row.Maintenance).AsJson();
    }
}
