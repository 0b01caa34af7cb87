using Tsumugi.Client.Projects;

namespace Tsumugi.Projects.Applications;

/// <summary>Applications as the outside sees them.</summary>
public static class ApplicationViews
{
    /// <summary>The word of its state on a day: a grant whose last day has passed is over.</summary>
    public static string StateOn(UseApplication row, DateOnly day) =>
        row.State == ApplicationState.Granted && !row.HoldsOn(day) ? "over" : row.State.ToString().ToLowerInvariant();

    public static ApplicationView ToView(this UseApplication row, IReadOnlyList<UseVote> votes, DateTime now) => new(
        row.Id, StateOn(row, DateOnly.FromDateTime(now)), row.Source, row.OwnerId, row.ProjectId, row.PersonId, row.InstitutionId, row.Purpose, row.Rules,
        row.TrainedOn, row.Security.ToString().ToLowerInvariant(), row.Until, row.CreatedAt, row.EndorsedBy, row.DecidedAt, row.Terms,
        row.KeyId, row.Signature, row.Signature is null ? null : row.SignedText, row.ReportedAt, row.Report,
        [.. votes.Select(vote => new VoteView(vote.PersonId, vote.Yes, vote.Comment, vote.At))]);
}
