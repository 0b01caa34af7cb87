using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Quotas;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Experiments;
using Tsumugi.Models.Tracking.Wire;
using Tsumugi.Thread;

namespace Tsumugi.Models.Tracking.Artifacts;

/// <summary>Takes a file of a run in, and away again.</summary>
internal static class PutArtifact
{
    /// <param name="length">As the client announced it; null when it did not.</param>
    public static async Task<Outcome<Nothing>> RunAsync(Asked asked, string path, Stream body, long? length)
    {
        var owner = await FindOwner.RunAsync(asked, Act.Write, path);
        if (owner.Refused)
            return owner.Refusal!;
        if (ArtifactPath.Fault(owner.Value.Path) is { } fault)
            return fault;
        var institution = await asked.Db.Set<Experiment>().Where(row => row.Number == owner.Value.Experiment).Select(row => row.InstitutionId).FirstAsync(asked.Stop);
        if (await Quota.AskSizeAsync(asked.Db, asked.Content, [NodeRef.Of("institution", institution)], length ?? 0, @new: false, asked.Stop) is { } tooLarge)
            return tooLarge;
        using var held = asked.Content.Hold();
        var stored = await asked.Content.PutAsync(body, asked.Stop);
        return await OneWriter.RunAsync<Nothing>(asked.Db, _ => KeepAsync(asked, owner.Value, stored.Hash, stored.Size), asked.Stop);
    }

    public static async Task<Outcome<Nothing>> DeleteAsync(Asked asked, string path)
    {
        var owner = await FindOwner.RunAsync(asked, Act.Write, path);
        if (owner.Refused)
            return owner.Refusal!;
        if (ArtifactPath.FolderFault(owner.Value.Path) is { } fault)
            return fault;
        var rows = await ListArtifacts.Within(asked, owner.Value.Owner, ListArtifacts.Folder(owner.Value.Path)).ToListAsync(asked.Stop);
        if (await asked.Db.FindAsync<RunArtifact>([owner.Value.Owner, owner.Value.Path], asked.Stop) is { } file)
            rows.Add(file);
        if (rows.Count == 0)
            return Gate.NoSuch(new($"ファイル {path} ", $"the artifact {path}"));
        asked.Db.RemoveRange(rows);
        return await OneWriter.SaveAsync(asked.Db, asked.Stop);
    }

    private static async Task<Outcome<Nothing>> KeepAsync(Asked asked, ArtifactUri uri, string hash, long size)
    {
        var institution = await asked.Db.Set<Experiment>().Where(row => row.Number == uri.Experiment).Select(row => row.InstitutionId).FirstAsync(asked.Stop);
        if (await Quota.AskAsync(asked.Db, asked.Content, [NodeRef.Of("institution", institution)], new Dictionary<string, long> { [hash] = size }, asked.Stop) is { } full)
            return full;
        await ContentStore.UseAsync(asked.Db, [hash], asked.Stop);
        if (await asked.Db.FindAsync<RunArtifact>([uri.Owner, uri.Path], asked.Stop) is { } before)
        {
            (before.Hash, before.Size) = (hash, size);
        }
        else
        {
            var above = Above(uri.Path).ToList();
            if (await asked.Db.Set<RunArtifact>().AnyAsync(row => row.Owner == uri.Owner && above.Contains(row.Path), asked.Stop)
                || await ListArtifacts.Within(asked, uri.Owner, uri.Path + "/").AnyAsync(asked.Stop))
            {
                return Faults.Invalid(new(
                    $"「{uri.Path}」はファイルとフォルダの両方にはできません。", $"'{uri.Path}' cannot be a file and a folder at once."));
            }

            asked.Db.Add(new RunArtifact { Owner = uri.Owner, Path = uri.Path, Hash = hash, Size = size });
        }

        await asked.Db.SaveChangesAsync(asked.Stop);
        return Nothing.Instance;
    }

    private static IEnumerable<string> Above(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
            yield return path[..slash];
    }
}
