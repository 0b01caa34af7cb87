using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Artifacts;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Registry;

/// <summary>A version's files under an address of their own: they stay when the run's are deleted.</summary>
internal static class VersionFiles
{
    private const string Beginning = "models";

    public static string Uri(ModelVersion version) =>
        string.Create(CultureInfo.InvariantCulture, $"{ArtifactUri.Scheme}/{Beginning}/{version.InstitutionId}/{version.Model}/{version.Number}");

    /// <param name="path"><c>models/institution/name/version[/path]</c>.</param>
    public static bool TryRead(string path, out (string Name, string Version) version, out string within)
    {
        var parts = path.Trim('/').Split('/');
        var fits = parts is [Beginning, _, _, _, ..];
        version = fits ? ($"{parts[1]}/{parts[2]}", parts[3]) : default;
        within = fits ? string.Join('/', parts[4..]) : "";
        return fits;
    }

    public static async Task<Outcome<IReadOnlyList<RunArtifact>>> OfAsync(Asked asked, Act act, (string Name, string Version) asks)
    {
        if (Gate.AskSignedIn(asked.Caller) is { } signIn)
            return signIn;
        var found = await FindModel.VersionAsync(asked, act, asks.Name, asks.Version);
        if (found.Refused)
            return found.Refusal!;
        var version = found.Value;
        var revision = await asked.Db.Set<Revision>().AsNoTracking().FirstAsync(
            row => row.Kind == RepositoryKinds.Model && row.InstitutionId == version.InstitutionId && row.Name == version.Model && row.Hash == version.Revision, asked.Stop);
        if (act == Act.Use && await asked.Download!.RunAsync(asked.Caller, revision.Node, AskDownload.Take(RepositoryKinds.Model), asked.Stop) is { } refusal)
            return refusal;
        return Outcome.Of<IReadOnlyList<RunArtifact>>(
            [.. (await RevisionFiles.AllAsync(asked.Db, revision, asked.Stop)).Select(file => new RunArtifact { Owner = "", Path = file.Path, Hash = file.Hash, Size = file.Size })]);
    }
}
