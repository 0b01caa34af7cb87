using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Client.UseCases;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.UseCases.Publications;

/// <summary>A publication with two different ties: it came out of the programme, and it was made with its models.</summary>
public sealed record Publication
{
    /// <summary>Lower case, without the resolver's address.</summary>
    public required string Doi { get; init; }

    public required string Title { get; init; }

    public required DateOnly PublishedOn { get; init; }

    public required bool MadeInProgramme { get; init; }

    public required IReadOnlyList<string> MadeWith { get; init; }

    public required string PersonId { get; init; }

    /// <summary>Its node as the thread writes it, kept to join with the thread's ties.</summary>
    public required string NodeText { get; init; }

    public NodeRef Node => NodeRef.Parse(NodeText);

    /// <returns>The title as it is compared: letters and digits only, in one case and width.</returns>
    public static string TitleKeyOf(string title) =>
        string.Concat(title.Normalize(NormalizationForm.FormKC).Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

    /// <summary>Characters that a node's id cannot hold are written as their code, so that two DOIs never share a node.</summary>
    public static NodeRef NodeOf(string doi) => NodeRef.Of(
        "publication",
        string.Concat(doi.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '/' ? c.ToString() : $"_{(int)c:x2}")));

    public PublicationView ToView() => new(Doi, Title, PublishedOn, MadeInProgramme, MadeWith);
}

internal sealed class PublicationTable : IEntityTypeConfiguration<Publication>
{
    public void Configure(EntityTypeBuilder<Publication> builder)
    {
        builder.ToTable("publication").HasKey(row => row.Doi);
        builder.Ignore(row => row.Node);
        builder.HasIndex(row => row.PublishedOn);
        builder.Property(row => row.MadeWith).AsJson();
    }
}
