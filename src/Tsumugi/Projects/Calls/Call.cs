using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Projects.Calls;

/// <summary>What reviewers score a proposal by, each from 1 to <see cref="Best"/>.</summary>
/// <param name="Id">Short name, for example <c>novelty</c>.</param>
/// <param name="Weight">Its share in the mean, relative to the others.</param>
public sealed record Criterion(string Id, string TitleJa, string TitleEn, int Weight)
{
    /// <summary>The best score; the worst is 1.</summary>
    public const int Best = 5;

    public Words Title => new(TitleJa, TitleEn);
}

/// <summary>公募: the programme asks for proposals by a day, and says by what they are judged.</summary>
public sealed record Call
{
    public const string NodeKind = "call";

    /// <summary>Short name in addresses, for example <c>fy2027-integration</c>.</summary>
    public required string Id { get; init; }

    public required string TitleJa { get; set; }

    public required string TitleEn { get; set; }

    /// <summary>Markdown: what is asked for, who may propose.</summary>
    public required string Text { get; set; }

    /// <summary>Fixed once there is a review.</summary>
    public required IReadOnlyList<Criterion> Criteria { get; set; }

    /// <summary>UTC.</summary>
    public required DateTime OpensAt { get; set; }

    /// <summary>UTC; a proposal that comes in later is refused.</summary>
    public required DateTime ClosesAt { get; set; }

    /// <summary>As many reviews a proposal needs before it can be awarded.</summary>
    public required int ReviewsWanted { get; set; }

    /// <summary>Credits that one proposal may ask for at most.</summary>
    public required decimal MostCredits { get; set; }

    /// <summary>Ids of the people among whom proposals are shared out for review.</summary>
    public required IReadOnlyList<string> Panel { get; set; }

    public required DateTime CreatedAt { get; init; }

    public Words Title => new(TitleJa, TitleEn);

    public NodeRef Node => NodeRef.Of(NodeKind, Id);

    /// <returns>A word of <c>States</c>: <c>scheduled</c>, <c>open</c> or <c>closed</c>.</returns>
    public string StateAt(DateTime now) => now < OpensAt ? "scheduled" : now < ClosesAt ? "open" : "closed";
}

internal sealed class CallTable : IEntityTypeConfiguration<Call>
{
    public void Configure(EntityTypeBuilder<Call> builder)
    {
        builder.ToTable("call").HasKey(row => row.Id);
        builder.Ignore(row => row.Title).Ignore(row => row.Node);
        builder.HasIndex(row => row.ClosesAt);
        builder.Property(row => row.Criteria).AsJson();
        builder.Property(row => row.Panel).AsJson();
    }
}
