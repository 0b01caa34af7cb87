using System.Text;
using System.Text.Json.Nodes;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Repositories.Search;

/// <summary>What the index reads of one repository.</summary>
internal sealed record RepositoryColumns(
    string Kind, string Institution, string Name, string Slug, string TitleJa, string TitleEn, string CardData,
    Visibility Visibility, Gating Gated, DateTime CreatedAt, DateTime UpdatedAt, DateTime? DeletedAt, long Downloads);

/// <summary>What the index keeps in memory of one repository.</summary>
internal sealed class RepositoryEntry
{
    public RepositoryEntry(RepositoryColumns row)
    {
        Tags = [.. RepositoryTags.Of(row.Kind, JsonNode.Parse(row.CardData)!.AsObject())];
        var name = Fold($"{row.Institution}/{row.Slug}");
        (Text, NameLength) = ($"{name}\n{Fold(row.TitleJa)}\n{Fold(row.TitleEn)}\n{Fold(string.Join('\n', Tags))}", name.Length);
        (Kind, Institution, Name, Slug) = (string.Intern(row.Kind), string.Intern(row.Institution), row.Name, row.Slug);
        (Visibility, Gated, Deleted) = (row.Visibility, row.Gated != Gating.Open, row.DeletedAt is not null);
        (CreatedAt, UpdatedAt, Downloads) = (row.CreatedAt, row.UpdatedAt, row.Downloads);
    }

    public string Kind { get; }

    public string Institution { get; }

    public string Name { get; }

    public string Slug { get; }

    public Visibility Visibility { get; }

    public bool Gated { get; }

    public bool Deleted { get; }

    public DateTime CreatedAt { get; }

    public DateTime UpdatedAt { get; }

    /// <summary>Counted on while the entry stays.</summary>
    public long Downloads { get; set; }

    public string[] Tags { get; }

    /// <summary>Name, titles and tags, folded; the name ends at <see cref="NameLength"/>.</summary>
    public string Text { get; }

    public int NameLength { get; }

    public static IQueryable<RepositoryColumns> Columns(IQueryable<Repository> rows) => rows.Select(row => new RepositoryColumns(
        row.Kind, row.InstitutionId, row.Name, row.Slug, row.TitleJa, row.TitleEn, row.CardData,
        row.Visibility, row.Gated, row.CreatedAt, row.UpdatedAt, row.DeletedAt, row.Downloads));

    /// <summary>So that full-width and half-width forms, and capitals and small letters, are found alike.</summary>
    public static string Fold(string text) => text.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
}
