namespace Tsumugi.Compute.Slurm.Accounts;

/// <summary>Reads and changes the hub's own things at a Slurm.</summary>
internal static class ClusterAccounts
{
    /// <summary>Everything under the hub's prefix, whoever made it.</summary>
    /// <exception cref="SlurmException">When Slurm does not answer.</exception>
    public static async Task<List<ClusterItem>> ReadAsync(SlurmManager manager, CancellationToken stop)
    {
        var found = new List<ClusterItem>();
        foreach (var row in await manager.ShowAsync("qos", "name,description,flags,grptresmins", stop))
            found.Add(ClusterItem.Qos(row[0], row[1], row[2].Split(','), row[3].Split(',')));
        var descriptions = (await manager.ShowAsync("account", "account,description", stop)).ToDictionary(row => row[0], row => row[1]);
        foreach (var row in await manager.ShowAsync("assoc", "account,user,parentname,qos", stop))
        {
            found.Add(row[1].Length == 0
                ? ClusterItem.Account(row[0], descriptions.GetValueOrDefault(row[0], ""), row[2], row[3].Split(','))
                : ClusterItem.User(row[0], row[1], row[3].Split(',')));
        }

        return [.. found.Where(item => AccountNames.IsHubs(item.Name)).DistinctBy(item => (item.Kind, item.Name))];
    }

    /// <exception cref="SlurmException">When Slurm does not answer, or refuses.</exception>
    public static async Task PutAsync(SlurmManager manager, ClusterItem wanted, ClusterItem? found, CancellationToken stop)
    {
        foreach (var words in Put(wanted, found))
            await manager.ChangeAsync(words, stop);
    }

    /// <exception cref="SlurmException">When Slurm does not answer, or refuses.</exception>
    public static Task RemoveAsync(SlurmManager manager, ClusterItem item, CancellationToken stop) => manager.ChangeAsync(Remove(item), stop);

    /// <summary>A thing is made with its description, so that one that was made and not finished is known as the hub's.</summary>
    public static IEnumerable<string[]> Put(ClusterItem wanted, ClusterItem? found)
    {
        var qos = wanted.Kind == ItemKind.Qos ? "" : $"qos={wanted.Part("qos")}";
        switch (wanted.Kind)
        {
            case ItemKind.Qos:
                if (found is null)
                    yield return ["add", "qos", wanted.Name, $"description={wanted.Description}"];
                var limits = wanted.Part("limits");
                var dropped = (found?.Part("limits") ?? "").Split(',').Select(Resource).Except(limits.Split(',').Select(Resource)).Where(resource => resource.Length > 0);
                yield return ["modify", "qos", wanted.Name, "set", $"Flags={wanted.Part("flags")}", $"GrpTRESMins={string.Join(',', [limits, .. dropped.Select(resource => $"{resource}=-1")])}"];
                break;
            case ItemKind.Account when found is null:
                yield return ["add", "account", wanted.Name, $"parent={wanted.Part("parent")}", $"description={wanted.Description}", "organization=tsumugi", qos];
                break;
            case ItemKind.Account:
                // It refuses to move what is there already.
                yield return found.Part("parent") == wanted.Part("parent")
                    ? ["modify", "account", $"name={wanted.Name}", "set", qos]
                    : ["modify", "account", $"name={wanted.Name}", "set", $"parent={wanted.Part("parent")}", qos];
                break;
            default:
                var (account, login) = (wanted.Name[..wanted.Name.IndexOf('/')], wanted.Name[(wanted.Name.IndexOf('/') + 1)..]);
                if (found is null)
                    yield return ["add", "user", login, $"account={account}"];
                else
                    yield return ["modify", "user", $"name={login}", $"account={account}", "set", qos];
                break;
        }
    }

    private static string[] Remove(ClusterItem item) => item.Kind switch
    {
        ItemKind.Qos => ["delete", "qos", item.Name],
        ItemKind.Account => ["delete", "account", item.Name],
        _ => ["delete", "user", $"name={item.Name[(item.Name.IndexOf('/') + 1)..]}", $"account={item.Name[..item.Name.IndexOf('/')]}"],
    };

    private static string Resource(string limit) => limit.Split('=')[0];
}
