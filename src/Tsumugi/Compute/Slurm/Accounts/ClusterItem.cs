using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tsumugi.Compute.Slurm.Accounts;

/// <summary>In the order in which they are made; they are removed the other way round.</summary>
internal enum ItemKind
{
    Qos,
    Account,

    /// <summary>A user's association with an account; its name is <c>account/login</c>.</summary>
    User,
}

/// <summary>Something of the hub's at a Slurm, as it should be or as it is.</summary>
/// <param name="Description">As Slurm keeps it; null for users, who have none.</param>
/// <param name="Value">All that counts: flags and limits of a quality of service; parent and qualities of service of an account; those of a user.</param>
internal sealed record ClusterItem(ItemKind Kind, string Name, string? Description, string Value)
{
    public static ClusterItem Qos(string name, string description, IEnumerable<string> flags, IEnumerable<string> limits) =>
        new(ItemKind.Qos, name, description, $"flags={Listed(flags)} limits={Listed(limits)}");

    public static ClusterItem Account(string name, string description, string parent, IEnumerable<string> qos) =>
        new(ItemKind.Account, name, description, $"parent={parent} qos={Listed(qos)}");

    public static ClusterItem User(string account, string login, IEnumerable<string> qos) => new(ItemKind.User, $"{account}/{login}", null, $"qos={Listed(qos)}");

    /// <returns>What the value says under a name, for example <c>limits</c>.</returns>
    public string Part(string name) => Value.Split(' ').First(part => part.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];

    private static string Listed(IEnumerable<string> words) => string.Join(',', words.Where(word => word.Length > 0).Distinct().Order(StringComparer.Ordinal));
}

/// <summary>What the hub last told a Slurm: by it a change of the hub's is known from one that somebody made there by hand.</summary>
internal sealed record ToldItem
{
    public required string SiteId { get; init; }

    public required ItemKind Kind { get; init; }

    public required string Name { get; init; }

    public string? Description { get; set; }

    public required string Value { get; set; }

    public bool Says(ClusterItem item) => Value == item.Value && Description == item.Description;
}

internal sealed class ToldTable : IEntityTypeConfiguration<ToldItem>
{
    public void Configure(EntityTypeBuilder<ToldItem> builder)
    {
        builder.ToTable("compute_told").HasKey(row => new { row.SiteId, row.Kind, row.Name });
        builder.Property(row => row.Kind).HasConversion<string>();
    }
}
