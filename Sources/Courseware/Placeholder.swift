// Courseware
