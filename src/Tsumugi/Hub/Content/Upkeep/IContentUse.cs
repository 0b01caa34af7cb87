using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub.Content.Upkeep;

/// <summary>A place where a content is in use.</summary>
/// <param name="InstitutionId">Whose it is; null when it is nobody's yet.</param>
/// <param name="Node">What has it, as a node of the thread: a revision, a run …</param>
/// <param name="Path">The file's path there.</param>
public sealed record ContentPlace(string Sha256, string? InstitutionId, string Node, string Path);

/// <summary>To whom contents count: <c>institution</c> or <c>project</c>, and its name.</summary>
public readonly record struct ContentOwner(string Kind, string Id);

/// <summary>A table whose rows refer to contents. Each room names its own: what no table refers to is collected.</summary>
public interface IContentUse
{
    /// <summary>The entity whose table it is; its reference to contents is a foreign key that forbids deletion.</summary>
    Type Row { get; }

    /// <summary>SHA-256 of every content in use.</summary>
    IQueryable<string> Contents(HubDb db);

    /// <summary>SHA-256 of every content that counts as an owner's; null when none does.</summary>
    IQueryable<string>? ContentsOf(HubDb db, ContentOwner owner) => null;

    /// <summary>Lets go of what need not be kept any longer.</summary>
    Task PruneAsync(HubDb db, DateTime now, CancellationToken stop) => Task.CompletedTask;

    /// <summary>Where some contents are in use, for people to read.</summary>
    Task<IReadOnlyList<ContentPlace>> PlacesAsync(HubDb db, IReadOnlyCollection<string> contents, CancellationToken stop);
}
