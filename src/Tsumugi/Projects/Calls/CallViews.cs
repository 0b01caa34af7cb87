using Tsumugi.Client.Projects;
using Tsumugi.Hub.Calendar;
using Tsumugi.Projects.Calls.Reviews;

namespace Tsumugi.Projects.Calls;

/// <summary>Calls and proposals as the outside sees them.</summary>
public static class CallViews
{
    public static CallView ToView(this Call row, bool toOperator, DateTime now) => new(
        row.Id, row.TitleJa, row.TitleEn, row.Text, row.StateAt(now), row.OpensAt, row.ClosesAt, [.. row.Criteria.Select(ToRequest)], row.ReviewsWanted, row.MostCredits, toOperator ? row.Panel : null);

    /// <summary>What a form shows before anything was changed.</summary>
    public static CallRequest ToRequest(this Call row) => new()
    {
        TitleJa = row.TitleJa,
        TitleEn = row.TitleEn,
        Text = row.Text,
        Opens = JapanTime.Text(row.OpensAt),
        Closes = JapanTime.Text(row.ClosesAt),
        Criteria = [.. row.Criteria.Select(ToRequest)],
        ReviewsWanted = row.ReviewsWanted,
        MostCredits = row.MostCredits,
        Panel = row.Panel,
    };

    public static ProposalView ToView(this SeenProposal seen)
    {
        var row = seen.Proposal;
        return new(
            row.Id, row.CallId, row.PersonId, row.InstitutionId, row.State.ToString().ToLowerInvariant(), row.Entry, row.ChangedAt, row.SubmittedAt, row.DecidedAt, row.Reason,
            row.ProjectId, row.Credits, row.Until, seen.Mean, [.. seen.Reviews.Select(review => review.ToView(named: !seen.IsOwn))]);
    }

    /// <summary>As a list shows it, where no review is read.</summary>
    public static ProposalView ToView(this Proposal row, double? mean = null) => new(
        row.Id, row.CallId, row.PersonId, row.InstitutionId, row.State.ToString().ToLowerInvariant(), row.Entry, row.ChangedAt, row.SubmittedAt, row.DecidedAt, row.Reason,
        row.ProjectId, row.Credits, row.Until, mean, []);

    private static CriterionRequest ToRequest(Criterion row) => new(row.Id, row.TitleJa, row.TitleEn, row.Weight);

    private static ReviewView ToView(this Review row, bool named) => new(
        named ? row.PersonId : null, row.Scores, row.ToApplicant, named ? row.ToPanel : null, row.SubmittedAt, named ? row.Conflict : null);
}
