using Microsoft.EntityFrameworkCore;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub.Storage;
using Tsumugi.Projects.Approvals;

namespace Tsumugi.Projects;

/// <summary>What is done in a project's name, as decisions about data ask for it.</summary>
public static class ProjectPurpose
{
    /// <param name="basic">What would be done without a project.</param>
    public static async Task<Purpose> OfAsync(HubDb db, Project project, Purpose basic, DiseaseOntology diseases, DateTime when, CancellationToken stop)
    {
        var approvals = await db.Set<EthicsApproval>().AsNoTracking().Where(row => row.ProjectId == project.Id).ToListAsync(stop);
        return Of(project, approvals, basic, diseases, DateOnly.FromDateTime(when));
    }

    /// <summary>Of several approvals that hold, the one that holds longest; when none does, the last one that did, so that the refusal can say so.</summary>
    public static Purpose Of(Project project, IReadOnlyList<EthicsApproval> approvals, Purpose basic, DiseaseOntology diseases, DateOnly day)
    {
        var (aim, approval) = (project.Aim, approvals.Where(one => Counts(one, day)).MaxBy(one => one.Until));
        return basic with
        {
            Project = project.Id,
            IsBiomedical = aim.IsBiomedical,
            Disease = aim.Disease is { } term ? diseases.Studied(term) : null,
            StudiesOrigins = aim.StudiesOrigins,
            StudiesGenetics = aim.StudiesGenetics,
            IsClinicalCare = aim.IsClinicalCare,
            IsCommercial = basic.IsCommercial || aim.IsCommercial,
            ResearchType = aim.ResearchType,
            PublishesOn = aim.PublishesOn,
            EthicsApproval = approval?.Number,
            EthicsApprovalUntil = approval?.Until,
        };
    }

    private static bool Counts(EthicsApproval approval, DateOnly day) => approval.On(day)
        is ApprovalState.Valid or ApprovalState.EndsWithin60Days or ApprovalState.EndsWithin14Days
        || (approval.On(day) == ApprovalState.Expired && approval.ConfirmedBy is not null);
}
