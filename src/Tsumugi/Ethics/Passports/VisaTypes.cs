namespace Tsumugi.Ethics.Passports;

/// <summary>The visa types that GA4GH Passport v1 defines.</summary>
public static class VisaTypes
{
    public const string AffiliationAndRole = "AffiliationAndRole";
    public const string AcceptedTermsAndPolicies = "AcceptedTermsAndPolicies";
    public const string ResearcherStatus = "ResearcherStatus";
    public const string ControlledAccessGrants = "ControlledAccessGrants";
    public const string LinkedIdentities = "LinkedIdentities";

    public static readonly IReadOnlyList<string> All = [AffiliationAndRole, AcceptedTermsAndPolicies, ResearcherStatus, ControlledAccessGrants, LinkedIdentities];

    /// <summary>Whoever holds a ResearcherStatus and an AcceptedTermsAndPolicies of this value has registered access ("Registered access: authorizing data access").</summary>
    public const string RegisteredAccess = "https://doi.org/10.1038/s41431-018-0219-y";

    /// <summary>Types whose value is a URL.</summary>
    public static bool ValueIsUrl(string type) => type is AcceptedTermsAndPolicies or ResearcherStatus or ControlledAccessGrants;

    /// <summary>Types that must say by what authority.</summary>
    public static bool NeedsBy(string type) => type is AcceptedTermsAndPolicies or ControlledAccessGrants;
}
