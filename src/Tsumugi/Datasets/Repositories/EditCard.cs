using System.Text;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Writes a repository's card anew, as a commit like any other.</summary>
public sealed record EditCard
{
    public const int MostCharacters = 500_000;

    public required Repository Repository { get; init; }

    /// <summary>Markdown, with facts in YAML before it.</summary>
    public required string Text { get; init; }

    /// <summary>The commit that was read before writing; null when there was none.</summary>
    public string? Parent { get; init; }

    /// <summary>Why; said of itself when empty.</summary>
    public string Title { get; init; } = "";

    public async Task<Outcome<Commit>> RunAsync(HubDb db, CheckContents checks, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.Ask(caller, Act.Write, Repository.Guarded) is { } refusal)
            return refusal;
        var text = Text.ReplaceLineEndings("\n");
        var card = ModelCard.Read(text);
        if (Fault(text, card) is { } fault)
            return fault;
        using var held = checks.Store.Hold();
        var stored = await checks.Store.PutBytesAsync(Encoding.UTF8.GetBytes(text), stop);
        await ReachableContents.BroughtAsync(db, caller, [stored.Hash], now, stop);
        return await new CommitFiles
        {
            Repository = Repository,
            Operations = [new FileOperation.Put(new(ModelCard.FileName, stored.Hash, stored.Size, Large: false))],
            Title = Title.Length > 0 ? Title : $"Edit {ModelCard.FileName}",
            Parent = Parent,
            Card = card,
        }.RunAsync(db, checks, caller, now, stop);
    }

    /// <summary>The card as it stands, with the commit it was read at.</summary>
    public static async Task<(string Text, string? Parent)> ReadAsync(HubDb db, ContentStore content, Repository repository, CancellationToken stop)
    {
        var head = await FindRevision.RunAsync(db, repository, RepositoryRef.Main, stop);
        if (head.Refused)
            return (repository.Card, null);
        if (await RevisionFiles.FindAsync(db, head.Value.Revision, ModelCard.FileName, stop) is not { Size: <= MostCharacters } file)
            return (repository.Card, head.Value.Commit.Oid);
        using var reader = new StreamReader(await content.OpenAsync(file.Hash, stop));
        return (await reader.ReadToEndAsync(stop), head.Value.Commit.Oid);
    }

    private static Refusal? Fault(string text, ModelCard card) => new FieldFaults()
        .Need(text.Length <= MostCharacters, "text", new($"{MostCharacters:N0} 文字以内にしてください。", $"Keep it under {MostCharacters:N0} characters."))
        .Refuse("text", card.Fault)
        .ToRefusal("bad-card");
}
