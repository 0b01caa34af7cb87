namespace Tsumugi.Client.Projects;

/// <summary>A project applies for the use of a dataset or model: the body of <c>POST /api/v1/datasets/INSTITUTION/NAME/applications</c>, and of models likewise.</summary>
/// <param name="Project">In whose name.</param>
/// <param name="Purpose">What is to be found out, and how the data are used.</param>
/// <param name="TrainedOn">Day of the applicant's research ethics training, <c>yyyy-MM-dd</c>.</param>
/// <param name="Security"><c>standard</c> or <c>high</c>.</param>
/// <param name="Until">The last day that is asked for, <c>yyyy-MM-dd</c>.</param>
public sealed record NewApplication(string? Project, string? Purpose, string? TrainedOn, string? Security, string? Until);

/// <param name="State"><c>submitted</c>, <c>endorsed</c>, <c>granted</c>, <c>refused</c>, <c>withdrawn</c>, <c>revoked</c>, or <c>over</c> for a grant whose last day has passed.</param>
/// <param name="Source">Whose conditions stand in the way.</param>
/// <param name="Rules">What a grant lifts.</param>
/// <param name="Terms">Terms of a grant, reasons of a refusal.</param>
/// <param name="Signature">Of a grant, by the hub's key <paramref name="KeyId"/> (ES256, base64url), over <paramref name="SignedText"/>.</param>
public sealed record ApplicationView(
    string Id, string State, string Source, string Owner, string Project, string Person, string Institution, string Purpose, IReadOnlyList<string> Rules,
    DateOnly TrainedOn, string Security, DateOnly Until, DateTime CreatedAt, string? EndorsedBy, DateTime? DecidedAt, string Terms,
    string? KeyId, string? Signature, string? SignedText, DateTime? ReportedAt, string Report, IReadOnlyList<VoteView> Votes);

public sealed record VoteView(string Person, bool Yes, string Comment, DateTime At);

/// <param name="Comment">A term of the grant, or the reason of a no.</param>
public sealed record NewVote(bool Yes, string? Comment);

/// <summary>A reason or a report.</summary>
public sealed record ApplicationText(string? Text);

/// <summary>Asks for what was granted for longer; what is null stays as it was.</summary>
/// <param name="Until">The last day that is asked for, <c>yyyy-MM-dd</c>.</param>
public sealed record RenewalRequest(string? Until, string? Purpose = null, string? TrainedOn = null, string? Security = null);
