using System.Text.Json;
using Tsumugi.Client.Projects;
using Tsumugi.Projects.Approvals;

namespace Tsumugi.Projects;

/// <summary>From records to what the programming interface says about them, and back.</summary>
internal static class ProjectViews
{
    public static ProjectView ToView(this Project row) => new()
    {
        Id = row.Id,
        Institution = row.InstitutionId,
        TitleJa = row.TitleJa,
        TitleEn = row.TitleEn,
        Summary = row.Summary,
        Layers = [.. row.Layers.Select(layer => Word(layer))],
        Modalities = [.. row.Modalities.Select(modality => Word(modality))],
        Biomedical = row.Aim.IsBiomedical,
        Disease = row.Aim.Disease,
        StudiesOrigins = row.Aim.StudiesOrigins,
        StudiesGenetics = row.Aim.StudiesGenetics,
        ClinicalCare = row.Aim.IsClinicalCare,
        Commercial = row.Aim.IsCommercial,
        ResearchType = row.Aim.ResearchType,
        PublishesOn = row.Aim.PublishesOn,
        CreatedAt = row.CreatedAt,
        ClosedAt = row.ClosedAt,
    };

    public static ProjectEntry ToEntry(this ProjectRequest asked) => new()
    {
        TitleJa = asked.TitleJa,
        TitleEn = asked.TitleEn,
        Summary = asked.Summary,
        Layers = asked.Layers ?? [],
        Modalities = asked.Modalities ?? [],
        IsBiomedical = asked.Biomedical,
        Disease = asked.Disease,
        StudiesOrigins = asked.StudiesOrigins,
        StudiesGenetics = asked.StudiesGenetics,
        IsClinicalCare = asked.ClinicalCare,
        IsCommercial = asked.Commercial,
        ResearchType = asked.ResearchType,
        PublishesOn = asked.PublishesOn,
    };

    public static ProjectRequest ToRequest(this ProjectEntry said) => new()
    {
        TitleJa = said.TitleJa,
        TitleEn = said.TitleEn,
        Summary = said.Summary,
        Layers = said.Layers,
        Modalities = said.Modalities,
        Biomedical = said.IsBiomedical,
        Disease = said.Disease,
        StudiesOrigins = said.StudiesOrigins,
        StudiesGenetics = said.StudiesGenetics,
        ClinicalCare = said.IsClinicalCare,
        Commercial = said.IsCommercial,
        ResearchType = said.ResearchType,
        PublishesOn = said.PublishesOn,
    };

    public static ProjectMemberView ToView(this ProjectMember row, string name) => new(row.PersonId, name, row.InstitutionId, Word(row.Role));

    public static ApprovalView ToView(this EthicsApproval row, DateTime now) => new(
        row.Id, row.Number, row.Committee, row.From, row.Until, row.RegisteredBy, row.ConfirmedBy, Word(row.On(DateOnly.FromDateTime(now))));

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
