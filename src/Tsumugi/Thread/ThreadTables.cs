using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tsumugi.Thread;

/// <summary>A tie as it is looked up; made from the journal's own text and checked against it by verification.</summary>
public sealed record TieRow
{
    /// <summary>The record that made it.</summary>
    public required long Seq { get; init; }

    /// <summary>Its place in that record, from 0.</summary>
    public required int Position { get; init; }

    public required string From { get; init; }

    public required string Relation { get; init; }

    public required string To { get; init; }
}

/// <summary>A record as it is stored; written only by <see cref="ThreadAppender"/>.</summary>
public sealed record EventRow
{
    public required long Seq { get; init; }

    public required string At { get; init; }

    public required string Actor { get; init; }

    public required string Kind { get; init; }

    public required string Subject { get; init; }

    public required string Body { get; init; }

    public required string Ties { get; init; }

    public required byte[] Hash { get; init; }

    public ThreadEvent ToEvent() => new()
    {
        Seq = Seq,
        At = HashChain.ReadTime(At),
        Actor = Actor,
        Kind = Kind,
        Subject = Subject,
        Body = Body,
        Ties = Ties,
        Hash = Hash,
    };
}

internal sealed class EventTable : IEntityTypeConfiguration<EventRow>
{
    public void Configure(EntityTypeBuilder<EventRow> builder)
    {
        builder.ToTable("thread_event").HasKey(row => row.Seq);
        builder.Property(row => row.Seq).HasColumnName("seq").ValueGeneratedNever();
        builder.Property(row => row.At).HasColumnName("at");
        builder.Property(row => row.Actor).HasColumnName("actor");
        builder.Property(row => row.Kind).HasColumnName("kind");
        builder.Property(row => row.Subject).HasColumnName("subject");
        builder.Property(row => row.Body).HasColumnName("body");
        builder.Property(row => row.Ties).HasColumnName("ties");
        builder.Property(row => row.Hash).HasColumnName("hash");
        builder.HasIndex(row => new { row.Subject, row.Seq }).HasDatabaseName("thread_event_subject");
        builder.HasIndex(row => new { row.Kind, row.At }).HasDatabaseName("thread_event_kind");
    }
}

internal sealed class TieTable : IEntityTypeConfiguration<TieRow>
{
    public void Configure(EntityTypeBuilder<TieRow> builder)
    {
        builder.ToTable("thread_tie").HasKey(row => new { row.Seq, row.Position });
        builder.Property(row => row.Seq).HasColumnName("seq");
        builder.Property(row => row.Position).HasColumnName("position");
        builder.Property(row => row.From).HasColumnName("from_node");
        builder.Property(row => row.Relation).HasColumnName("relation");
        builder.Property(row => row.To).HasColumnName("to_node");
        builder.HasIndex(row => new { row.From, row.Relation, row.To }).HasDatabaseName("thread_tie_from");
        builder.HasIndex(row => new { row.To, row.Relation, row.From }).HasDatabaseName("thread_tie_to");
    }
}
