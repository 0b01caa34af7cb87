using Tsumugi.Compute.Allocations;
using Tsumugi.Hub;

namespace Tsumugi.Compute.Slurm.Accounts;

/// <summary>What the hub calls its own at a Slurm: by the prefix people know it, by the description the hub does.</summary>
internal static class AccountNames
{
    private const string Prefix = "tsumugi-";

    public static bool IsHubs(string? name) => name?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    public static string Qos(string allocation) => Prefix + allocation;

    /// <summary>One account for each holder: a project, or a person with allocations of their own.</summary>
    public static string Account(Allocation allocation) => allocation.ProjectId is { } project ? $"{Prefix}p-{project}" : $"{Prefix}u-{allocation.PersonId}";

    /// <summary>Stands before every description that this hub writes: other hubs may keep accounts at the same Slurm.</summary>
    public static string Mark(HubOptions options) => $"tsumugi:{(options.PublicAddress ?? options.Doi?.Hub)?.Authority ?? "hub"}:";
}

/// <summary>Under what a job runs whose allocation the hub mirrors.</summary>
/// <param name="Qos">One quality of service for each allocation; its limits are what the allocation has.</param>
internal sealed record PaidUnder(string Account, string Qos)
{
    public static PaidUnder Of(Allocation allocation) => new(AccountNames.Account(allocation), AccountNames.Qos(allocation.Id));
}
