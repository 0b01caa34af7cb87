using System.Collections.Concurrent;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Compute.Slurm.Accounts;

/// <summary>How keeping a site's accounts went the last time.</summary>
internal sealed record AccountsStatus(DateTime At, IReadOnlyList<Words> Problems);

/// <summary>At which sites the hub keeps Slurm's accounts, and by which program.</summary>
internal sealed class SlurmAccounts(HubOptions options) : IDisposable
{
    private readonly ConcurrentDictionary<string, AccountsStatus> _found = new();

    /// <summary>Keeping and repairing look first and change then: not both at once.</summary>
    private readonly SemaphoreSlim _changing = new(1);

    public string Mark => AccountNames.Mark(options);

    public bool Keeps(string site) => options.Slurm.Managers.ContainsKey(site);

    public SlurmManager To(string site) => new(options.Slurm.Managers[site], options.Slurm.Patience);

    /// <returns>Null before the first time.</returns>
    public AccountsStatus? Of(string site) => _found.GetValueOrDefault(site);

    public void Report(string site, AccountsStatus status) => _found[site] = status;

    public async Task<T> AloneAsync<T>(Func<Task<T>> change, CancellationToken stop)
    {
        await _changing.WaitAsync(stop);
        try
        {
            return await change();
        }
        finally
        {
            _changing.Release();
        }
    }

    public void Dispose() => _changing.Dispose();
}
